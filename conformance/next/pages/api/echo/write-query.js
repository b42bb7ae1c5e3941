export default (req, res) => { req.query.changed = 'yes'; const copy = { ...req.query }; req.query = { replaced: '1' }; res.json({ copy, now: req.query }); };
