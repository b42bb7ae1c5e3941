const to = { relative: 'next/page', query: '?a=1', hash: '/a#b', empty: '', absolute: 'https://example.com/x?y=1', protocol: '//example.com/x', back: 'back', encoded: '/a%20b', slash: '/' };
export default (req, res) => {
  const { to: name, code } = req.query;
  if (req.query.before) res.status(Number(req.query.before));
  res.setHeader('X-Before', 'kept');
  if (code) res.redirect(Number(code), to[name]);
  else res.redirect(to[name]);
};
