import type { NextApiHandler } from 'express-pages-api';
import { ran } from '../../../calls';

const handler: NextApiHandler = (req, res) => {
  ran('rest');
  res.json({ file: 'rest', rest: req.query['rest'] });
};
export default handler;
