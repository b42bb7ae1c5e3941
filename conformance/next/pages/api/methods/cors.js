export default function handler(req, res) {
  res.setHeader('Access-Control-Allow-Origin', req.headers.origin ?? '*');
  res.setHeader('Access-Control-Allow-Methods', 'GET,POST');
  if (req.method === 'OPTIONS') return res.status(200).end();
  res.json({ cors: true });
}
