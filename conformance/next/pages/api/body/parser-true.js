export const config = { api: { bodyParser: true } };
export default (req, res) => res.json({ body: req.body });
