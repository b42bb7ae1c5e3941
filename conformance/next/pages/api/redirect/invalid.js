const calls = { none: [], number: [301], url: [new URL('http://a.b')], nullUrl: [null, '/x'], true: [true], object: [{}], undefinedUrl: [302, undefined], text: ['/to', 301], status: ['301', '/to'] };
export default (req, res) => void res.redirect(...calls[req.query.c]);
