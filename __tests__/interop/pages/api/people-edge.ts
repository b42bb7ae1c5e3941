// next-connect's router for edge API routes.
// @ts-expect-error The package declares its types as those of an ES module, for require() too.
import { createEdgeRouter } from 'next-connect';

export const config = { runtime: 'edge' };

const router = createEdgeRouter<Request, unknown>();

router.get((request) => Response.json({ method: request.method, path: new URL(request.url).pathname }));
router.post(async (request) => Response.json({ received: (await request.json()) as unknown }, { status: 201 }));

export default router.handler();
