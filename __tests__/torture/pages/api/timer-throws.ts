import type { NextApiHandler } from 'express-pages-api';
import { ran } from '../../calls';

/** Nobody can catch what a timer throws. */
const handler: NextApiHandler = (_req, res) => {
  ran('timer-throws');
  res.on('close', () => ran('timer-throws closed'));
  setTimeout(() => {
    throw new Error('in a timer');
  }, 1);
};
export default handler;
