// As next-connect's README writes an API route.
// @ts-expect-error The package declares its types as those of an ES module, for require() too.
import { createRouter, expressWrapper } from 'next-connect';
import cors from 'cors';
import type { NextApiRequest, NextApiResponse } from 'express-pages-api';

type Request = NextApiRequest & { user?: string };

const router = createRouter<Request, NextApiResponse>();

router
  .use(async (req, res, next) => {
    const start = Date.now();
    req.user = req.cookies['user'] ?? 'nobody';
    await next();
    res.emit('timed', Date.now() - start);
  })
  .use(expressWrapper(cors({ origin: 'https://www.example.com' })))
  .get((req, res) => {
    res.json({ user: req.user, query: req.query });
  })
  .post(
    (req, res, next) => {
      if (!(req.body as { name?: string }).name) return void res.status(422).json({ error: 'name is required' });
      return next() as Promise<void>;
    },
    (req, res) => {
      res.status(201).json({ created: req.body as unknown });
    },
  )
  .put(() => {
    throw new Error('from the route');
  })
  .patch(async () => {
    await Promise.reject(new Error('nobody catches this one'));
  });

export default router.handler({
  onError(error, req, res) {
    if (req.method === 'PATCH') throw error;
    res.status(500).json({ error: (error as Error).message });
  },
  onNoMatch(req, res) {
    res.status(404).send(`${req.method} is not here`);
  },
});
