export default (req, res) => {
  const { how } = req.query;
  if (how === 'json') { res.json({ n: 1 }); res.json({ n: 2 }); }
  if (how === 'send') { res.send('first'); res.send('second'); }
  if (how === 'status') { res.status(201).send('first'); res.status(404).json({ n: 2 }); }
  if (how === 'redirect') { res.redirect('/a'); res.redirect('/b'); }
  if (how === 'end') { res.end('first'); res.json({ n: 2 }); }
  if (how === 'header') { res.json({ n: 1 }); }
};
