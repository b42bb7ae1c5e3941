import type { NextApiHandler } from 'express-pages-api';
import { ran } from '../../../calls';

const handler: NextApiHandler = (_req, res) => {
  ran('users');
  res.json({ file: 'users' });
};
export default handler;
