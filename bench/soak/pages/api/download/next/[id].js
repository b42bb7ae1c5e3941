const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { streams } = require('../../../../request-store.cjs');

exports.config = { api: { responseLimit: false } };

exports.default = async function handler(req, res) {
  res.setHeader('Content-Type', 'text/plain');
  await pipeline(Readable.from(chunks(req.query.id, Number(req.query.chunks))), res);
};

function* chunks(id, count) {
  streams.open++;
  try {
    const chunk = Buffer.from(`${id}\n`.repeat(1000));
    for (let i = 0; i < count; i++) yield chunk;
  } finally {
    streams.open--;
  }
}
