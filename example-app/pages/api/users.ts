import type { Request, Response } from 'express';
import { handlers } from 'express-pages-api';
import type { AppLocals } from '../../locals';

async function listUsers(_req: Request, res: Response<unknown, AppLocals>): Promise<void> {
  const users = await res.locals.users.list();
  res.json(users.map(({ id, name }) => ({ id, name })));
}

// POST is still written by hand, in app.ts.
export default handlers({ get: listUsers });
