// Document: "Use Cases", masking the URL of an external service
import type { NextApiHandler } from 'express-pages-api';

const handler: NextApiHandler = async (_req, res) => {
  const answer = await fetch(process.env['SECRET_SERVICE_URL']!);
  res.status(answer.status).json(await answer.json());
};

export default handler;
