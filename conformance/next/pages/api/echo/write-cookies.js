export default (req, res) => { const before = { ...req.cookies }; req.cookies = { own: '1' }; res.json({ before, now: req.cookies }); };
