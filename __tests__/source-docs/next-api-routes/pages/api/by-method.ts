// Document: "To handle different HTTP methods in an API route"
import type { NextApiRequest, NextApiResponse } from 'express-pages-api';

export default function handler(req: NextApiRequest, res: NextApiResponse): void {
  if (req.method === 'POST') {
    res.status(201).json({ processed: req.body as unknown });
  } else {
    res.status(200).json({ method: req.method });
  }
}
