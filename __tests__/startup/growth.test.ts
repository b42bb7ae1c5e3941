import { apiRoutes } from 'express-pages-api';
import { writeRouteFiles } from '../support/route-files';

const few = 500;
const times = 8;

const rounds = 10;
const importModule = () => ({ default: (_req: unknown, res: { end(): void }) => res.end() });

/** Milliseconds of CPU of one start, without the loading of the files, which is Node's. */
function timeStart(directory: string): number {
  const before = process.cpuUsage();
  apiRoutes(directory, { importModule });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** How much longer the fastest of ten starts takes, in turn: the first ones run before V8 has compiled anything. */
function measureRatio(large: string, small: string): number {
  const starts = Array.from({ length: rounds }, () => [timeStart(large), timeStart(small)] as const);
  return Math.min(...starts.map(([first]) => first)) / Math.min(...starts.map(([, second]) => second));
}

function write(count: number, name: (i: number) => string): string {
  return writeRouteFiles(Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), ''])));
}

describe('the time of a start', () => {
  // Eight times the files take eight times as long, and 64 times if it grew with the square.
  it.each([
    ['folders', (i: number) => `resource-${i >> 1}/${i % 2 === 0 ? 'index' : '[id]'}.js`],
    ['files in one folder', (i: number) => `resource-${i}.js`],
    ['names of text and parameter in one folder', (i: number) => `v${i}-[id].js`],
    ['parameters of other names', (i: number) => `resource-${i}/[id${i}]/parts/[part${i}].js`],
    ['catch-alls', (i: number) => `resource-${i}/[...rest].js`],
    ['middleware files', (i: number) => `resource-${i >> 1}/${i % 2 === 0 ? 'index' : '_middleware'}.js`],
  ])(
    'does not grow with the square of the number of %s',
    (_what, name) => {
      expect(measureRatio(write(few * times, name), write(few, name))).toBeLessThan(times * 3);
    },
    60_000,
  );
});
