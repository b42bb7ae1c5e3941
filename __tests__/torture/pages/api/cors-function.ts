import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

type Callback = (error: Error | null, isAllowed?: boolean) => void;

export const config = {
  cors: {
    origin(origin: string | undefined, callback: Callback): void {
      if (origin === 'https://throws.test') throw new Error('top secret: thrown');
      if (origin === 'https://fails.test') return callback(new Error('top secret: passed on'));
      callback(null, origin === 'https://good.com');
    },
  },
};

export const GET: APIRoute = () => {
  ran('cors-function');
  return new Response('shared');
};
