import type { NextApiHandler } from 'express-pages-api';
import { ran } from '../../calls';

const handler: NextApiHandler = (_req, res) => {
  ran('etag');
  res.status(200).json({ always: 'the same' });
};
export default handler;
