import type { NextApiHandler } from 'express-pages-api';
import { ran } from '../../calls';

/** Blocks the process for two seconds, without work. */
const handler: NextApiHandler = (_req, res) => {
  ran('blocks');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
  res.send('blocked');
};
export default handler;
