const { setTimeout } = require('node:timers/promises');

exports.config = { api: { bodyParser: false } };

exports.POST = async ({ request }) => {
  let read = 0;
  let nextRest = 0;
  for await (const data of request.body) {
    read += data.length;
    if (read < nextRest) continue;
    nextRest = read + 4 * 2 ** 20;
    await setTimeout(20);
  }
  return new Response(String(read));
};
