import { existsSync } from 'node:fs';

const styles = { next: 'Next style', astro: 'Astro style', fast: 'Astro style, FastResponse' };

/** Every server by its name: what the table calls it, and what its module is told. `raw` is the measure of the others. */
export const servers = {
  raw: { title: 'raw `node:http`', module: 'raw' },
  'raw-response': { title: 'raw `node:http`, `Response.json` read by hand', module: 'raw', isResponse: true },
  fastify: { title: 'Fastify', module: 'fastify' },
  hono: { title: 'Hono on @hono/node-server', module: 'hono' },
  h3: { title: 'h3', module: 'h3' },
  ...ours('alone', 'alone on `http`', { serving: 'alone' }),
  express5: { title: 'Express 5, by hand', module: 'express' },
  ...ours('listen5', 'on Express 5, `app.listen`', { serving: 'listen' }),
  'express-file-routing': { title: 'express-file-routing on Express 5', module: 'file-routing' },
  'express5-born': { title: 'Express 5, by hand, `createServer`', module: 'express', born: true },
  ...ours('born5', 'on Express 5, `createServer`', { serving: 'born' }),
  'express5-500': { title: 'Express 5, by hand, 500 other routes', module: 'express', others: 500 },
  'next-listen5-500': {
    title: 'Next style on Express 5, `app.listen`, 500 other files',
    module: 'ours',
    style: 'next',
    serving: 'listen',
    others: 500,
  },
  express4: { title: 'Express 4, by hand', module: 'express', major: 4 },
  ...ours('listen4', 'on Express 4, `app.listen`', { serving: 'listen', major: 4 }),
  'express4-born': { title: 'Express 4, by hand, `createServer`', module: 'express', major: 4, born: true },
  ...ours('born4', 'on Express 4, `createServer`', { serving: 'born', major: 4 }),
  'next-start': { title: 'Next.js, `next start`', module: 'next-start', isSlow: true },
  'astro-node': { title: 'Astro, standalone Node adapter', module: 'astro-node', isSlow: true },
  ...scale(10),
  ...scale(10_000),
};

function ours(suffix, where, options) {
  return Object.fromEntries(
    Object.entries(styles).map(([style, name]) => [
      `${style}-${suffix}`,
      { title: `${name} ${where}`, module: 'ours', style, ...options },
    ]),
  );
}

function scale(files) {
  const options = { module: 'ours', style: 'next', serving: 'alone', others: files - 2 };
  return { [`next-alone-${files}`]: { title: `Next style alone, ${files} files`, isOnlyByName: true, ...options } };
}

/** Whether the conformance package, which brings Next.js and Astro, is installed. */
export const hasFrameworks = existsSync(new URL('../conformance/node_modules/next', import.meta.url));
