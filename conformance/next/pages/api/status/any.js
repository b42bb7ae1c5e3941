export default (req, res) => {
  const { c, how = 'json' } = req.query;
  if (req.query.type) res.setHeader('Content-Type', req.query.type);
  res.status(JSON.parse(c));
  if (how === 'end') res.end();
  else if (how === 'endText') res.end('text');
  else if (how === 'sendNull') res.send(null);
  else if (how === 'message') { res.statusMessage = 'My Message'; res.json({ c }); }
  else res[how]({ c });
};
