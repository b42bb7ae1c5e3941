import type { NextApiHandler } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { api: { bodyParser: { sizeLimit: '10kb' } } };

const handler: NextApiHandler = (req, res) => {
  ran('small-next');
  res.end(`read ${(req.body as string).length}`);
};
export default handler;
