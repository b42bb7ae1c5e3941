import type { NextApiRequest, NextApiResponse } from 'express-pages-api';
import type { AppLocals } from '../../../locals';

export default function account(_req: NextApiRequest, res: NextApiResponse & { locals: AppLocals }) {
  res.setHeader('Cache-Control', 'no-store');
  res.status(200).json(res.locals.user);
}
