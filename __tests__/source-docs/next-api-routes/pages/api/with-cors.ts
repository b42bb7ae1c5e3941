// Document: "Caveats", wrapping the request handler with the CORS middleware
import cors from 'cors';
import type { NextApiHandler } from 'express-pages-api';

const runCors = cors({ methods: ['GET', 'HEAD'], origin: 'https://www.example.com' });

const withCors =
  (handler: NextApiHandler): NextApiHandler =>
  async (req, res) => {
    await new Promise<void>((resolve, reject) => {
      runCors(req, res, (error: Error | null | undefined) => (error ? reject(error) : resolve()));
    });
    return handler(req, res);
  };

export default withCors((_req, res) => {
  res.json({ message: 'Hello' });
});
