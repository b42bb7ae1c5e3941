import { HttpError } from 'express-pages-api';

export const GET = (): never => {
  throw new HttpError(409, 'Taken', { code: 'taken' });
};
