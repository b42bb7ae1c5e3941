export default (req, res) => res.json({ route: 'exact', query: req.query });
