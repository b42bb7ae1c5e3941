import http from 'node:http';

/** What `node:http` takes for the same answers, and nothing else. */
export function start() {
  return http
    .createServer((req, res) => {
      if (req.url === '/api/hello') return send(res, { hello: 'world' });
      if (req.url.startsWith('/api/users/')) return send(res, { id: decodeURIComponent(req.url.slice(11)) });
      const chunks = [];
      req.on('data', (chunk) => chunks.push(chunk));
      req.on('end', () => send(res, JSON.parse(Buffer.concat(chunks).toString())));
    })
    .listen(0, '127.0.0.1');
}

function send(res, data) {
  const text = JSON.stringify(data);
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text);
}
