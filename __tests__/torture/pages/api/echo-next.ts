import type { NextApiHandler } from 'express-pages-api';
import { ran } from '../../calls';

const handler: NextApiHandler = (req, res) => {
  ran('echo-next');
  const polluted = ({} as { x?: unknown }).x !== undefined;
  const { method, query, cookies, body } = req as { method: string; query: object; cookies: object; body: unknown };
  res.json({ method, query, cookies, polluted, body: body === undefined ? 'undefined' : body });
};
export default handler;
