import type { NextApiHandler } from 'express-pages-api';

const handler: NextApiHandler = (req, res) => void res.redirect(req.query['to'] as string);
export default handler;
