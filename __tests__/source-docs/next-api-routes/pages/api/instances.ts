// Document: the parameters `req` and `res`
import { IncomingMessage, ServerResponse } from 'node:http';
import type { NextApiHandler } from 'express-pages-api';

const handler: NextApiHandler = (req, res) => {
  res.json({
    isIncomingMessage: req instanceof IncomingMessage,
    isServerResponse: res instanceof ServerResponse,
    query: req.query,
    cookies: req.cookies,
  });
};

export default handler;
