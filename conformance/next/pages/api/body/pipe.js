export const config = { api: { bodyParser: false } };
export default (req, res) => { res.setHeader('Content-Type', req.headers['content-type'] ?? 'application/octet-stream'); req.pipe(res); };
