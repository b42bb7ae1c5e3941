import { createRequire } from 'node:module';
import path from 'node:path';
import { untilListening } from '../until-listening.mjs';

/** `next start`, in this process, so that its CPU time can be read. */
export async function start() {
  const folder = path.join(import.meta.dirname, '../frameworks/next');
  const require = createRequire(path.join(folder, 'next.config.js'));
  process.chdir(folder);
  process.argv = [process.argv[0], 'next', 'start', '--hostname', process.env.HOST, '--port', process.env.PORT];
  require('next/dist/bin/next');
  await untilListening(Number(process.env.PORT));
}
