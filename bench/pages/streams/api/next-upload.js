const { setTimeout } = require('node:timers/promises');

exports.config = { api: { bodyParser: false } };

exports.default = async function handler(req, res) {
  let read = 0;
  let nextRest = 0;
  for await (const data of req) {
    read += data.length;
    if (read < nextRest) continue;
    nextRest = read + 4 * 2 ** 20;
    await setTimeout(20);
  }
  res.status(200).send(String(read));
};
