import { type Response, Router } from 'express';
import type { AppLocals } from '../../locals';

/** A whole Express router in a file: it has `/api/export` and everything below. */
const router = Router();

router.get('/tasks.json', async (_req, res: Response<unknown, AppLocals>) => {
  res.attachment('tasks.json').json(await res.locals.tasks.list());
});

router.get('/tasks.csv', async (_req, res: Response<unknown, AppLocals>) => {
  const rows = (await res.locals.tasks.list()).map(({ id, title, done }) => `${id},${quote(title)},${done}\r\n`);
  res.attachment('tasks.csv').send(`id,title,done\r\n${rows.join('')}`);
});

function quote(text: string): string {
  // A spreadsheet would run a text that begins like a formula.
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

export default router;
