const rows = { 1: { id: '1' } };
export default function handler(req, res) {
  const { method, query, body } = req;
  if (method === 'GET') return query.id in rows ? res.status(200).json(rows[query.id]) : res.status(404).json({ error: 'no such row' });
  if (method === 'POST') return body.name ? res.status(201).setHeader('Location', '/api/methods/rest?id=2').json({ id: '2', ...body }) : res.status(422).json({ errors: ['name'] });
  if (method === 'DELETE') return res.status(204).end();
  if (method === 'OPTIONS') { res.setHeader('Allow', 'GET, POST, DELETE'); return res.status(204).end(); }
  res.setHeader('Allow', ['GET', 'POST', 'DELETE']);
  res.status(405).send(`Method ${method} Not Allowed`);
}
