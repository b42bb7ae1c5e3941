const values = { error: () => new Error('secret'), type: () => new TypeError('secret'), number: () => 5, null: () => null, object: () => ({ statusCode: 418, message: 'secret' }), response: () => new Response('x', { status: 200 }), falsy: () => 0, status: () => Object.assign(new Error('secret'), { status: 404, expose: true }), frozen: () => Object.freeze(new Error('secret')) };
export default async (req, res) => {
  const { v, at } = req.query;
  if (at === 'headers') { res.setHeader('X-Before', '1'); res.setHeader('Set-Cookie', 'a=1'); }
  if (at === 'status') res.status(201);
  if (at === 'after') res.json({ sent: true });
  if (at === 'end') res.end('ended');
  if (at === 'timer') await new Promise((resolve) => setTimeout(resolve, 5));
  if (v === 'response') return void res.status(500).end();
  throw values[v]();
};
