export default (req, res) => res.json({ route: 'dots/[name]', query: req.query });
