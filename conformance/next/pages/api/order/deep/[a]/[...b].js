export default (req, res) => res.json({ route: 'deep/[a]/[...b]', query: req.query });
