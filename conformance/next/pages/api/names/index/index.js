export default (req, res) => res.json({ route: 'names/index' });
