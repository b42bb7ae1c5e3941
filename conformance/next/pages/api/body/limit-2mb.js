export const config = { api: { bodyParser: { sizeLimit: '2MB' } } };
export default (req, res) => res.json({ length: req.body.length });
