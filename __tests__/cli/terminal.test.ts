import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { paintMethods } from '../../lib/cli/paint-methods';
import { wrapText } from '../../lib/cli/wrap-text';
import { writeRouteFiles } from '../support/route-files';
import { endAfterEach } from '../support/run-cli';
import { until } from '../support/serve';
import { whereToolIs } from '../support/where-tool-is';

const endLater = endAfterEach();
const cli = path.resolve(__dirname, '../../dist/cli.js');
const commands = ['routes', 'build', 'dev', 'start', 'migrate', 'parity'];
const escape = '\x1b';
/** Whoever runs the tests may wish for colour, or for none; on a CI machine Node expects a terminal of two colours. */
const wishes = ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI', 'TEAMCITY_VERSION', 'TF_BUILD'];
const withoutWish = Object.fromEntries(Object.entries(process.env).filter(([name]) => !wishes.includes(name)));
/** Only the `script` of util-linux runs a command in a terminal of its own so. */
const hasScript = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
const describeInTerminal = whereToolIs(describe, hasScript);

/** What a terminal of 80 columns gets to see, and the exit code. */
function runInTerminal(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const command = ['stty cols 80;', process.execPath, cli, ...args].join(' ');
  const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd,
    encoding: 'utf8',
    env: { ...withoutWish, TERM: 'xterm-256color', ...env },
  });
  return { status, text: stdout.replaceAll('\r\n', '\n') };
}

function longestLine(text: string): number {
  // A progress bar goes back to the first column.
  const shown = text.replaceAll(/\x1b\[\d*G/g, '\n').replaceAll(/\x1b\[[\d;?]*[a-zA-Z]/g, ''); // eslint-disable-line no-control-regex
  return Math.max(...shown.split('\n').map((line) => line.length));
}

function project(): string {
  return path.dirname(
    writeRouteFiles({
      '_middleware.js': 'module.exports = function requireLogin(req, res, next) { next(); };',
      'organisations/[organisation]/members/[member]/index.js':
        'exports.GET = exports.PUT = exports.PATCH = exports.DELETE = () => new Response("x");',
      'users.js': 'module.exports = (req, res) => {};',
    }),
  );
}

/** Names that leave no room for anything else in a line. */
function longNames(): string {
  const folder = 'organisations/members-and-guests/of-departments';
  return path.dirname(
    writeRouteFiles({
      [`${folder}/empty.json.js`]: 'exports.GET = () => new Response(null);',
      [`${folder}/live.json.js`]: 'exports.prerender = false; exports.GET = () => new Response("x");',
      [`${folder}/a.json.js`]: 'exports.GET = () => Response.json([]);',
      'notes.extension-that-nobody-knows': '',
    }),
  );
}

describeInTerminal('in a terminal of 80 columns', () => {
  it.each([[], ...commands.map((name) => [name])])('the help of pages-api %s fits', (...names) => {
    const { status, text } = runInTerminal([...names, '--help'], project());
    expect(status).toBe(0);
    expect(longestLine(text)).toBeLessThanOrEqual(80);
    expect(text).toContain('Examples:\n  $ pages-api ');
    expect(text).toMatch(/^Exit codes: 0 /m);
  });

  it('the route table fits, with methods in colour', () => {
    const { text } = runInTerminal(['routes', 'api'], project());
    expect(longestLine(text)).toBeLessThanOrEqual(80);
    expect(text).toContain(`${escape}[32mGET${escape}[39m ${escape}[33mPUT${escape}[39m`);
    expect(text).toMatch(/^any /m);
  });

  it('start-up errors fit, with what and remedy in colour', () => {
    const { status, text } = runInTerminal(['build', 'api', '--out', 'dist'], project());
    expect([status, longestLine(text) <= 80]).toEqual([1, true]);
    expect(text).toContain(`${escape}[31mapiRoutes("api") found 2 problems:${escape}[39m\n`);
    expect(text).toContain(`${escape}[36m    -> `);
  });

  it('the summary of a build fits', () => {
    const { status, text } = runInTerminal(['build', 'api', '--out', 'dist'], longNames());
    expect([status, longestLine(text) <= 80]).toEqual([0, true]);
    expect(text).toMatch(/no file for \S+empty\.json: the\nbody of \S+ is null\n/);
    expect(text).toMatch(/\nleft out: \S+live\.json\.js\s.*live \(prerender\s= false\)\n/s);
    expect(text).toContain(`${escape}[32mWrote${escape}[39m 1 file (2 B) to dist in `);
  });

  it('what a dry run lists fits', () => {
    const { status, text } = runInTerminal(['build', 'api', '--out', 'dist', '--dry-run'], longNames());
    expect([status, longestLine(text) <= 80]).toEqual([0, true]);
    expect(text).toMatch(/api\/\S+\/a\.json\n {2}2 B {2}application\/json\n/);
  });

  it('why files are no routes fits', () => {
    const { status, text } = runInTerminal(['routes', 'api', '--explain'], longNames());
    expect([status, longestLine(text) <= 80]).toEqual([0, true]);
    expect(text).toMatch(/^ {4}"\.extension-that-nobody-knows" is not among the extensions .+\n {4}.*cts\)$/m);
  });

  it('a build that is interrupted gives the cursor and the line wrap back, and leaves nothing', () => {
    const cwd = path.dirname(
      writeRouteFiles({
        '[id].txt.js': `exports.getStaticPaths = () => Array.from({ length: 200 }, (_, i) => ({ params: { id: String(i) } }));
          exports.GET = ({ params }) => { if (params.id === '150') process.kill(process.pid, 'SIGINT'); return new Response('x'); };`,
        'never.txt.js': 'exports.GET = () => new Promise(() => {});',
      }),
    );
    const { status, text } = runInTerminal(['build', 'api', '--out', 'dist'], cwd);
    expect([status, readdirSync(cwd)]).toEqual([130, ['api']]);
    expect(text).toContain(`${escape}[?25l`);
    expect(text.lastIndexOf(`${escape}[?25h`)).toBeGreaterThan(text.lastIndexOf(`${escape}[?25l`));
    expect(text.lastIndexOf(`${escape}[?7h`)).toBeGreaterThan(text.lastIndexOf(`${escape}[?7l`));
  });

  it('what dev prints fits: the start, requests, broken files and errors', async () => {
    const folder = 'organisations/[organisation]/members/[member]';
    const cwd = project();
    const write = (name: string, text: string): void => writeFileSync(path.join(cwd, 'api', name), text);
    write('late.js', `exports.GET = () => { throw new Error('many words '.repeat(20)); };`);
    const command = ['stty cols 80; exec', process.execPath, cli, 'dev', 'api', '--port', '0'].join(' ');
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd, env: { ...withoutWish, TERM: 'xterm' } });
    endLater(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString().replaceAll('\r\n', '\n')));
    await until(() => /\d+.*, watching api\n/.test(output));
    const url = `http://127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(output)![1]}/api`;
    await fetch(`${url}/organisations/one/members/two`);
    await fetch(`${url}/late`);
    write(`${folder}/index.js`, `exports.GET = 1;`);
    await until(() => output.includes('what loaded last is') && output.includes('many words'));
    expect(output).toMatch(/members.two .*200.* ms\s.*index\.js/);
    expect(longestLine(output)).toBeLessThanOrEqual(80);
  });

  it.each([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }],
    ['TERM=dumb', { TERM: 'dumb' }],
  ])('nothing has a colour with %s', (_what, env) => {
    const cwd = project();
    const all = [['--help'], ['routes', 'api'], ['build', 'api', '--out', 'dist'], ['start', 'none']];
    expect(all.map((args) => runInTerminal(args, cwd, env).text).join('')).not.toContain(escape);
  });
});

describe('outside of a terminal', () => {
  function run(args: readonly string[], env: NodeJS.ProcessEnv) {
    return spawnSync(process.execPath, [cli, ...args], {
      cwd: project(),
      encoding: 'utf8',
      env: { ...withoutWish, ...env },
    });
  }

  it('nothing has a colour', () => {
    expect(run(['routes', 'api'], {}).stdout).not.toContain(escape);
    expect(run(['routes', 'none'], {}).stderr).not.toContain(escape);
  });

  it('FORCE_COLOR asks for it, but not in JSON', () => {
    expect(run(['routes', 'api'], { FORCE_COLOR: '1' }).stdout).toContain(`${escape}[32mGET`);
    expect(run(['routes', 'api', '--json'], { FORCE_COLOR: '1' }).stdout).not.toContain(escape);
  });

  it('long lines of errors stay whole, for whoever searches a log', () => {
    expect(run(['build', 'api', '--out', 'dist'], {}).stderr).toMatch(
      /^ {4}-> Export GET or ALL .* answer requests live\.$/m,
    );
  });
});

describe('long lines', () => {
  it('are broken between words and go on where they began', () => {
    expect(wrapText('one\n    -> two three four', 14)).toBe('one\n    -> two\n       three\n       four');
  });

  it('are as wide as they look', () => {
    const text = `${escape}[31mone${escape}[39m two`;
    expect(wrapText(text, 7)).toBe(text);
  });

  it('stay as they are in code frames, and words that are too long', () => {
    const text = '  > 12 | const answer = 42;\n/a/path/without/any/space';
    expect(wrapText(text, 10)).toBe(text);
  });
});

describe('methods in colour', () => {
  it('are those in the first column, not words of others', () => {
    const table = 'METHOD  URL\nGET     /GET\n  PATCH\nany     /GET\n        GET';
    expect(paintMethods(table, (style, text) => `<${style} ${text}>`)).toBe(
      '<bold METHOD  URL>\n<green GET>     /GET\n  <magenta PATCH>\nany     /GET\n        GET',
    );
  });
});
