export default (req, res) => res.json({ keys: Object.keys(req.query), proto: Object.getPrototypeOf(req.query) === Object.prototype });
