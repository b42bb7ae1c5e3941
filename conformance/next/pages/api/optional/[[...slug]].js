export default (req, res) => res.json({ route: '[[...slug]]', query: req.query, has: 'slug' in req.query });
