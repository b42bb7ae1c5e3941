const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');

const chunk = Buffer.alloc(64 * 1024, 'x');

exports.config = { api: { responseLimit: false } };

exports.default = async function handler(req, res) {
  const size = Number(req.query.size);
  res.setHeader('Content-Type', 'application/octet-stream');
  await pipeline(Readable.from(chunks(size)), res);
};

function* chunks(size) {
  for (let sent = 0; sent < size; sent += chunk.length) yield Buffer.from(chunk);
}
