import fc from 'fast-check';
import { parseFileNames } from '../../lib/routes/route-table';
import { createRouteTable, toPattern } from '../../lib/routes/route-table';
import { createMatcher } from '../../lib/routes/match-route';
import type { Route } from '../../lib/routes/route';
import { fuzz, fuzzTimeoutMs } from './fuzz';
import { rawTarget } from './raw-paths';

const pieces = [
  '[',
  ']',
  '[[',
  ']]',
  '[...',
  '[..',
  '...',
  'a',
  'id',
  '[id]',
  '[...rest]',
  '[[...all]]',
  '/',
  '.',
  '-',
  '.json',
  'index',
  ' ',
  '#',
  '%',
  'é',
  '(',
  ')',
  '*',
  ':',
  '?',
  '+',
  '\\',
  '__proto__',
  '[__proto__]',
];
const name = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 })
  .map((parts) => `${parts.join('')}.js`);
const reading = { matchesBare: false, catchAll: 'array', decode: 'component' } as const;

describe('file names', () => {
  it(
    'of any kind make a table that answers every path, or a problem that names the file',
    () => {
      fuzz(
        fc.tuple(fc.uniqueArray(name, { maxLength: 5 }), fc.array(rawTarget, { maxLength: 5 })),
        5_000,
        ([names, paths]) => {
          const { files, problems } = parseFileNames('/routes', names);
          for (const problem of problems) expect(names.some((file) => problem.file.includes(file))).toBe(true);
          if (problems.length > 0) return;
          const routes = files.map((file) => ({
            ...file,
            pattern: toPattern('/api', file.segments),
            reading,
            mount: false,
          }));
          const match = createMatcher(createRouteTable(routes as unknown as Route[]), '/api');
          for (const path of paths) {
            const found = match(path);
            if (found) expect(path.startsWith('/api')).toBe(true);
          }
        },
      );
    },
    fuzzTimeoutMs,
  );
});
