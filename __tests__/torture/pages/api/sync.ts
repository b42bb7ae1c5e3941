import type { NextApiHandler } from 'express-pages-api';

/** Behind every case: does the connection still give each request its own answer? */
const handler: NextApiHandler = (req, res) => res.json({ nonce: req.query['nonce'] });
export default handler;
