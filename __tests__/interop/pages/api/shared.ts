// As nextjs-cors's README writes it.
import NextCors from 'nextjs-cors';
import type { NextApiRequest, NextApiResponse } from 'express-pages-api';

export default async function handler(req: NextApiRequest, res: NextApiResponse): Promise<void> {
  await NextCors(req, res, {
    methods: ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'],
    origin: 'https://www.example.com',
    optionsSuccessStatus: 200,
  });

  res.json({ message: 'Hello NextJs Cors!' });
}
