import type { NextApiHandler } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { csrf: true };

const handler: NextApiHandler = (_req, res) => {
  ran('guarded-next');
  res.end('passed');
};
export default handler;
