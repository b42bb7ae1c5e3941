import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// One measurement of bench/static.mjs, in a process of its own: builds, or only makes the list of paths.
const { buildStatic } = createRequire(import.meta.url)('../dist/static.js');
const [task] = process.argv.slice(2);

let result;
if (task === 'list') {
  const { getStaticPaths } = await import(pathToFileURL(path.resolve('src/pages/items/[id].json.js')).href);
  result = { count: getStaticPaths().length };
} else {
  result = await buildStatic('src/pages', { outDir: 'memory' });
}
const rss = process.resourceUsage().maxRSS * 1024;
// The buffers of the result are counted as external memory.
globalThis.gc();
await new Promise((resolve) => setTimeout(resolve, 50));
globalThis.gc();
const { heapUsed, external } = process.memoryUsage();
console.log(JSON.stringify({ rss, held: heapUsed + external, count: result.count }));
