exports.get = async (req, res) => res.json({ id: req.params.id });
