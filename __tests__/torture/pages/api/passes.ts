import type { NextFunction, Request, Response } from 'express';
import { ran } from '../../calls';

const hows: Record<string, unknown[]> = {
  nothing: [],
  route: ['route'],
  error: [new Error('top secret: passed on')],
  conflict: [Object.assign(new Error('top secret: passed on'), { status: 409 })],
};

export const config = { style: 'express' };

export default (req: Request, _res: Response, next: NextFunction): void => {
  ran('passes');
  next(...(hows[req.query['how'] as string] as []));
};
