export default (req, res) => res.json({ route: 'v2.0/[id]', query: req.query });
