import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { environmentOutsideJest } from '../support/environment-outside-jest';
import { writeRouteFiles } from '../support/route-files';

describe('a TypeScript file of a package of type "commonjs"', () => {
  it.each([
    ['at the beginning of a line', 'const one: number = 1;\nexport const GET = () => Response.json({ one });'],
    ['behind another statement', 'const one: number = 1; export const GET = () => Response.json({ one });'],
    ['behind a block', 'function one(): number { return 1; } export const GET = () => Response.json({ one: one() });'],
  ])('is loaded whose export stands %s', (_, text) => {
    const directory = writeRouteFiles({ 'one.ts': text, 'package.json': '{ "type": "commonjs" }' });
    const script = `
      const { apiRoutes } = require(${JSON.stringify(path.resolve('dist'))});
      const { routes } = apiRoutes(${JSON.stringify(directory)});
      console.log(JSON.stringify(routes.map(({ methods }) => methods)));`;
    const env = environmentOutsideJest();
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env })).toBe(
      '[["GET","HEAD","OPTIONS"]]\n',
    );
  });
});
