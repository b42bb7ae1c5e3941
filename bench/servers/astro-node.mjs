import { untilListening } from '../until-listening.mjs';

/** What `astro build` makes, started as its documentation says: it listens on HOST and PORT. */
export async function start() {
  await import('../frameworks/astro/dist/server/entry.mjs');
  await untilListening(Number(process.env.PORT));
}
