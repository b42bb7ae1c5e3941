import type { NextApiRequest, NextApiResponse } from 'express-pages-api';
import type { AppLocals } from '../../locals';

/** Next.js style, as it stood in the app it came from; `res.locals` is Express's. */
export default async function search(req: NextApiRequest, res: NextApiResponse & { locals: AppLocals }) {
  if (req.method !== 'GET') {
    res.setHeader('Allow', 'GET');
    return res.status(405).json({ error: 'Method not allowed' });
  }
  const { q } = req.query;
  if (typeof q !== 'string' || q === '') return res.status(400).json({ error: 'Missing q' });
  res.status(200).json(await res.locals.tasks.search(q));
}
