import path from 'node:path';
import express from 'express';
import fileRouting from 'express-file-routing';

/** https://github.com/matthiaaas/express-file-routing#how-to-use */
export async function start() {
  const app = express();
  app.use(express.json());
  const createRouter = fileRouting.default ?? fileRouting;
  await createRouter(app, { directory: path.join(import.meta.dirname, '../pages/file-routing') });
  return app.listen(0, '127.0.0.1');
}
