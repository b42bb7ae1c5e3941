export default (req, res) => res.json({ route: 'nested/users' });
