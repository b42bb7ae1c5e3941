import type { NextFunction, Request, Response } from 'express';
import { handlers, HttpError } from 'express-pages-api';
import type { AppLocals } from '../../locals';

async function logIn(req: Request, res: Response<unknown, AppLocals>, next: NextFunction): Promise<void> {
  const user = await res.locals.users.authenticate(req.body);
  if (!user) throw new HttpError(401, 'E-mail address or password is wrong', { code: 'wrong_credentials' });
  // A new id: one that was planted before the login is worth nothing after it.
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.userId = user.id;
    res.status(201).json({ id: user.id, name: user.name });
  });
}

function logOut(req: Request, res: Response, next: NextFunction): void {
  req.session.destroy((error) => {
    if (error) return next(error);
    res.clearCookie('session').status(204).end();
  });
}

export default handlers({ post: logIn, delete: logOut });
