import type { NextFunction, Request, Response } from 'express';
import { HttpError } from 'express-pages-api';
import type { AppLocals } from '../../../locals';

/** Stands before every file in this folder. */
export default async function requireLogin(
  req: Request,
  res: Response<unknown, AppLocals>,
  next: NextFunction,
): Promise<void> {
  const { userId } = req.session;
  const user = userId === undefined ? undefined : await res.locals.users.get(userId);
  if (!user) throw new HttpError(401, 'Log in first', { code: 'login_required' });
  res.locals.user = user;
  next();
}
