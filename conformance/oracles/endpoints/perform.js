/** Does what the request asks for, as a handler of Next.js would: `x-steps` is a list of calls on `res`. */
module.exports = async function perform(req, res) {
  const steps = JSON.parse(req.headers['x-steps'] ?? '[]');
  for (const [name, ...args] of steps) {
    if (name === 'wait') await new Promise((resolve) => setImmediate(resolve));
    else if (name === 'throw') throw args[0] === 'error' ? new Error('secret') : args[0];
    else if (name === 'echo')
      res.json({ query: req.query, cookies: req.cookies, body: describe(req.body), method: req.method });
    else if (name === 'sendBytes') res.send(Buffer.from(args[0]));
    else res[name](...args);
  }
};

/** JSON has no undefined. */
function describe(body) {
  return body === undefined
    ? 'undefined'
    : { type: typeof body, body, keys: body && typeof body === 'object' ? Object.keys(body) : null };
}
