import http from 'node:http';

/**
 * What `node:http` takes for the same answers, and nothing else. With `isResponse` each answer is a `Response` first, of which
 * one chunk is read and nothing is checked: less nobody can do with one through its public interface.
 */
export function start({ isResponse }) {
  const send = isResponse ? sendResponse : sendText;
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

function sendText(res, data) {
  const text = JSON.stringify(data);
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(text));
  res.end(text);
}

async function sendResponse(res, data) {
  const { status, headers, body } = Response.json(data);
  const { value } = await body.getReader().read();
  res.statusCode = status;
  res.setHeader('Content-Type', headers.get('content-type'));
  res.setHeader('Content-Length', value.length);
  // In one write with the head; Latin-1 carries every byte as it is.
  res.end(Buffer.from(value.buffer, value.byteOffset, value.length).toString('latin1'), 'latin1');
}
