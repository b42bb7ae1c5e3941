exports.post = async (req, res) => res.json(req.body);
