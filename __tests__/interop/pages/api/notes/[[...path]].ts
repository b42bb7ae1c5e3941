// One next-connect router for a whole folder: it matches on the URL of the request.
// @ts-expect-error The package declares its types as those of an ES module, for require() too.
import { createRouter } from 'next-connect';
import type { NextApiRequest, NextApiResponse } from 'express-pages-api';

const router = createRouter<NextApiRequest & { params?: Record<string, string> }, NextApiResponse>();
const sub = createRouter<NextApiRequest, NextApiResponse>();
sub.get('/latest', (_req, res) => void res.json({ route: 'latest' }));

router.get('/api/notes', (_req, res) => void res.json({ route: 'list' }));
router.get('/api/notes/:id/lines/:line', (req, res) => void res.json({ route: 'line', params: req.params }));
router.use('/api/notes/archive', sub);

export default router.handler();
