export const config = { api: { bodyParser: false } };
export default (req, res) => res.json({ ignored: true });
