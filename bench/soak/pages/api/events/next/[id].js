const { streams } = require('../../../../request-store.cjs');

exports.config = { api: { externalResolver: true } };

exports.default = function handler(req, res) {
  let n = 0;
  streams.open++;
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const timer = setInterval(() => res.write(`data: ${req.query.id} ${n++}\n\n`), 5);
  res.on('close', () => {
    clearInterval(timer);
    streams.open--;
  });
};
