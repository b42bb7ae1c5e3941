import type { NextApiHandler } from 'express-pages-api';
import { ran } from '../../../calls';

const handler: NextApiHandler = (req, res) => {
  ran('users/[id]');
  const polluted = ({} as { x?: unknown }).x !== undefined;
  res.json({ file: 'users/[id]', query: req.query, entries: Object.entries(req.query), url: req.url, polluted });
};
export default handler;
