export default (req, res) => {
  res.setHeader('X-List', ['a', 'b']);
  res.setHeader('X-Number', 5);
  res.setHeader('Cache-Control', 's-maxage=10');
  res.setHeader('Link', '</a>; rel=preload');
  res.appendHeader('X-Append', '1');
  res.appendHeader('X-Append', '2');
  res.setHeader('X-Gone', '1');
  res.removeHeader('X-Gone');
  res.json({ list: res.getHeader('x-list'), has: res.hasHeader('x-gone'), names: res.getHeaderNames().filter((name) => name.startsWith('x-') && name !== 'x-powered-by' && name !== 'x-left-out') });
};
