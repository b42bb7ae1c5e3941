exports.get = async (req, res) => res.json({ hello: 'world' });
