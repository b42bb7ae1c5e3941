export default (req, res) => res.json({ route: 'deep/[a]/[b]/end', query: req.query });
