export default (req, res) => res.json({ route: 'nested/users/[id]', id: req.query.id });
