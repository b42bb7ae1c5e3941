export default (req, res) => {
  const { how } = req.query;
  if (how === 'string') res.setHeader('Set-Cookie', 'one=1; Path=/; HttpOnly; SameSite=Lax');
  if (how === 'append') { res.appendHeader('Set-Cookie', 'a=1'); res.appendHeader('Set-Cookie', 'b=2'); }
  if (how === 'replace') { res.setHeader('Set-Cookie', 'a=1'); res.setHeader('Set-Cookie', 'b=2'); }
  if (how === 'expires') res.setHeader('Set-Cookie', ['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'b=%20']);
  if (how === 'redirect') { res.setHeader('Set-Cookie', 'to=login'); return res.redirect('/login'); }
  if (how === 'head') return void res.writeHead(200, { 'Set-Cookie': ['x=1', 'y=2'] }).end('ok');
  if (how === 'three') res.setHeader('Set-Cookie', ['a=1', 'b=2', 'c=3']);
  res.json({ how });
};
