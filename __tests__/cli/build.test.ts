import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeRouteFiles } from '../support/route-files';
import { runCli } from '../support/run-cli';

const manifest = '.pages-api-manifest.json';
const hello = 'exports.GET = () => Response.json({ hello: "world" });';

describe('pages-api build', () => {
  it('writes the files and sums them up', async () => {
    const directory = writeRouteFiles({ 'hello.json.js': hello });
    const cwd = path.dirname(directory);
    const { code, stdout, stderr } = await runCli(['build', 'api', '--out', 'dist'], cwd);
    expect(stdout).toMatch(/^Wrote 1 file \(17 B\) to dist in \d+\.\d\d s\n$/);
    expect([code, stderr]).toEqual([0, '']);
    expect(readFileSync(path.join(cwd, 'dist/api/hello.json'), 'utf8')).toBe('{"hello":"world"}');
  });

  it('gives context.site what --site says', async () => {
    const directory = writeRouteFiles({ 'site.txt.js': 'exports.GET = ({ site }) => new Response(site.href);' });
    const cwd = path.dirname(directory);
    await runCli(['build', 'api', '--out', 'dist', '--site', 'https://example.com'], cwd);
    expect(readFileSync(path.join(cwd, 'dist/api/site.txt'), 'utf8')).toBe('https://example.com/');
  });

  it('names paths without a file, and files that stay live', async () => {
    const directory = writeRouteFiles({
      'nothing.json.js': 'exports.GET = () => new Response(null);',
      'save.js': 'exports.prerender = false; exports.POST = () => new Response();',
    });
    const { stdout } = await runCli(['build', 'api', '--out', 'dist'], path.dirname(directory));
    expect(stdout).toContain('no file for /api/nothing.json: the body of nothing.json.js is null\n');
    expect(stdout).toContain('left out: save.js answers live (prerender = false)\n');
  });

  it('writes nothing with --dry-run, and lists what it would write', async () => {
    const directory = writeRouteFiles({ 'hello.json.js': hello });
    const cwd = path.dirname(directory);
    const { code, stdout } = await runCli(['build', 'api', '--out', 'dist', '--dry-run'], cwd);
    expect(stdout).toMatch(/^api\/hello\.json {6}17 B {2}application\/json\n\nNothing written; would write 1 file/);
    expect([code, existsSync(path.join(cwd, 'dist'))]).toEqual([0, false]);
  });

  it('prints the manifest and the summary with --json, and nothing else', async () => {
    const directory = writeRouteFiles({ 'hello.json.js': hello });
    const cwd = path.dirname(directory);
    const { stdout } = await runCli(['build', 'api', '--out', 'dist', '--json'], cwd);
    const { files, bytes } = JSON.parse(stdout) as { files: unknown; bytes: number };
    const written = JSON.parse(readFileSync(path.join(cwd, 'dist', manifest), 'utf8')) as { files: unknown };
    expect([files, bytes]).toEqual([written.files, 17]);
  });

  it('shows progress as lines where there is no terminal', async () => {
    const directory = writeRouteFiles({
      '[id].txt.js':
        'exports.getStaticPaths = () => Array.from({ length: 200 }, (_, i) => ({ params: { id: `${i}` } })); exports.GET = () => new Response("x");',
    });
    const { stderr } = await runCli(['build', 'api', '--out', 'dist'], path.dirname(directory));
    expect(stderr).toBe('20 40 60 80 100 120 140 160 180 200 '.replaceAll(' ', '/200\n'));
  });

  it('warns when there is no path at all', async () => {
    const directory = writeRouteFiles({ '_shared.js': '' });
    const { code, stderr } = await runCli(['build', 'api', '--out', 'dist'], path.dirname(directory));
    expect([code, stderr]).toEqual([0, 'api has no path to build: the output is empty.\n']);
  });

  it('exits with 1, the file and the path on stderr, when an endpoint fails', async () => {
    const directory = writeRouteFiles({ 'broken.json.js': 'exports.GET = () => { throw new Error("no database"); };' });
    const { code, stdout, stderr } = await runCli(['build', 'api', '--out', 'dist'], path.dirname(directory));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('api/broken.json.js\n    /api/broken.json: It threw Error: no database');
  });

  it('exits with 1, the file and the path on stderr, when nothing ever answers', async () => {
    const directory = writeRouteFiles({ 'never.txt.js': 'exports.GET = () => new Promise(() => {});' });
    const cwd = path.dirname(directory);
    const { code, stderr } = await runCli(['build', 'api', '--out', 'dist', '--render-timeout', '300'], cwd);
    expect([code, readdirSync(cwd)]).toEqual([1, ['api']]);
    expect(stderr).toContain('api/never.txt.js\n    /api/never.txt: It has not answered in full after 300 ms.');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('leaves the old output, and nothing beside it, at %s', async (signal, expected) => {
    const directory = writeRouteFiles({ 'a.txt.js': 'exports.GET = () => new Response("old")' });
    const cwd = path.dirname(directory);
    await runCli(['build', 'api', '--out', 'dist'], cwd);
    writeFileSync(
      path.join(directory, 'a.txt.js'),
      `exports.GET = () => { process.kill(process.pid, '${signal}'); return new Promise(() => {}); };`,
    );
    const { code } = await runCli(['build', 'api', '--out', 'dist'], cwd);
    expect([code, readdirSync(cwd).sort()]).toEqual([expected, ['api', 'dist']]);
    expect(readFileSync(path.join(cwd, 'dist/api/a.txt'), 'utf8')).toBe('old');
  });

  it('leaves nothing when an endpoint ends the process', async () => {
    const directory = writeRouteFiles({ 'a.txt.js': 'exports.GET = () => process.exit(3)' });
    const cwd = path.dirname(directory);
    const { code } = await runCli(['build', 'api', '--out', 'dist'], cwd);
    expect([code, readdirSync(cwd)]).toEqual([3, ['api']]);
  });

  it('leaves nothing when the process ends while other threads write files', async () => {
    const directory = writeRouteFiles({
      '[id].txt.js': `exports.getStaticPaths = () => Array.from({ length: 3000 }, (_, i) => ({ params: { id: String(i) } }));
        exports.GET = ({ params }) => (params.id === '2500' ? process.exit(3) : new Response('x'));`,
    });
    const cwd = path.dirname(directory);
    const { code } = await runCli(['build', 'api', '--out', 'dist', '--concurrency', '2000'], cwd);
    expect([code, readdirSync(cwd)]).toEqual([3, ['api']]);
  });

  it('exits with 1 at a folder that it did not build, and with 0 when forced', async () => {
    const directory = writeRouteFiles({ 'hello.json.js': hello });
    const cwd = path.dirname(directory);
    mkdirSync(path.join(cwd, 'dist'));
    writeFileSync(path.join(cwd, 'dist/mine.txt'), 'mine');
    const refused = await runCli(['build', 'api', '--out', 'dist'], cwd);
    expect([refused.code, existsSync(path.join(cwd, 'dist/mine.txt'))]).toEqual([1, true]);
    const forced = await runCli(['build', 'api', '--out', 'dist', '--force'], cwd);
    expect([forced.code, existsSync(path.join(cwd, 'dist/mine.txt'))]).toEqual([0, false]);
  });

  it.each([
    ['no --out', ['build', 'api']],
    ['a wrong --concurrency', ['build', 'api', '--out', 'dist', '--concurrency', 'many']],
    ['a wrong --render-timeout', ['build', 'api', '--out', 'dist', '--render-timeout', 'soon']],
    ['a wrong --site', ['build', 'api', '--out', 'dist', '--site', 'example']],
  ])('exits with 2 at %s', async (_name, args) => {
    const directory = writeRouteFiles({ 'hello.json.js': hello });
    const { code, stderr } = await runCli(args, path.dirname(directory));
    expect(code).toBe(2);
    expect(stderr).not.toBe('');
  });
});
