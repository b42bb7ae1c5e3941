import type { NextApiRequest, NextApiResponse } from 'express-pages-api';
import { tasks } from '../../../store';

export default function handler(req: NextApiRequest, res: NextApiResponse): void {
  if (req.method === 'POST') tasks.push(req.body);
  res.status(req.method === 'POST' ? 201 : 200).json(tasks);
}
