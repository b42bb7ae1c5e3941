const values = {
  emptyArray: () => [], emptyObject: () => ({}), zero: () => 0, minus: () => -1.5, nan: () => NaN, infinity: () => Infinity, false: () => false,
  date: () => new Date(0), error: () => new Error('e'), map: () => new Map([['a', 1]]), set: () => new Set([1]), regexp: () => /x/,
  toJSON: () => ({ toJSON: () => ({ from: 'toJSON' }) }), toJSONString: () => ({ toJSON: () => 'text' }), u8: () => new Uint8Array([97, 98]), arrayBuffer: () => new ArrayBuffer(2),
  nested: () => ({ a: [{ b: [null, undefined, () => 1, Symbol('s')] }] }), boxed: () => new String('boxed'), urlParams: () => new URLSearchParams('a=1'),
  emptyBuffer: () => Buffer.alloc(0), buffer: () => Buffer.from('abc'), text: () => 'text', emptyText: () => '', space: () => ' ', newline: () => 'a\nb\n', lone: () => '\ud800', emoji: () => '😀',
  bigint: () => 1n, symbol: () => Symbol('s'), function: () => () => 1, null: () => null, undefined: () => undefined, circular: () => { const a = {}; a.a = a; return a; }, bigintInside: () => ({ a: 1n }), noProto: () => Object.create(null), url: () => new URL('http://a.b/c'), html: () => '<p>hi</p>', jsonText: () => '{"a":1}', negativeZero: () => -0, big: () => 1e21,
};
export default (req, res) => {
  const value = values[req.query.v]();
  if (req.query.type) res.setHeader('Content-Type', req.query.type);
  if (req.query.status) res.status(Number(req.query.status));
  if (req.query.etag) res.setHeader('ETag', req.query.etag);
  if (req.query.length) res.setHeader('Content-Length', req.query.length);
  res[req.query.how ?? 'send'](value);
};
