export default (req, res) => res.json(Object.entries(req.cookies));
