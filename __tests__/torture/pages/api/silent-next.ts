import type { NextApiHandler } from 'express-pages-api';
import { ran } from '../../calls';

/** Returns and has not answered. */
const handler: NextApiHandler = (_req, res) => {
  res.on('close', () => ran('silent-next closed'));
  ran('silent-next');
};
export default handler;
