export default (req, res) => res.json({ route: '[id]/x', query: req.query });
