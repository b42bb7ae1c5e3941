export default (req, res) => res.json({ route: '[a]/b', query: req.query });
