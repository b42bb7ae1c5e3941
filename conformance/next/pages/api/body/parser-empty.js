export const config = { api: { bodyParser: {} } };
export default (req, res) => res.json({ body: req.body });
