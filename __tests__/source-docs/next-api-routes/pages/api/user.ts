// Document: "API Routes", the first example
import type { NextApiRequest, NextApiResponse } from 'express-pages-api';

export default function handler(_req: NextApiRequest, res: NextApiResponse): void {
  res.status(200).json({ name: 'John Doe' });
}
