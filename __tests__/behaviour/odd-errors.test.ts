import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { writeRouteFiles } from '../support/route-files';

const fail = `() { throw new Error('the secret'); }`;

/** What is thrown, and the status that its answer has behind Express's own error handler. */
const odd: Record<string, [thrown: string, status: number]> = {
  'headers-getter': [
    `new (class E extends Error { status = 400; get headers() { return { 'x-bad': 'a\\r\\nb', 'x-good': '1' }; } })('mine')`,
    400,
  ],
  'headers-frozen': [
    `Object.freeze(Object.assign(new Error('mine'), { status: 400, headers: { 'x-bad': 'a\\r\\nb', 'x-good': '1' } }))`,
    400,
  ],
  'headers-that-throw': [`Object.assign(new Error('mine'), { status: 400, headers: { get x() { throw 1; } } })`, 400],
  'no-prototype': [`Object.create(null)`, 500],
  'no-prototype-but-a-status': [`Object.assign(Object.create(null), { status: 404 })`, 404],
  'no-text': [`({ toString: null })`, 500],
  'text-throws': [`({ toString${fail} })`, 500],
  'text-of-a-function-throws': [`new Proxy(() => {}, { get${fail} })`, 500],
  'stack-throws': [`Object.assign(new Error('mine'), { stack: { toString${fail} } })`, 500],
  'stack-is-a-symbol': [`Object.assign(new Error('mine'), { stack: Symbol('s') })`, 500],
  'inspect-throws': [`Object.assign(new Error('mine'), { [Symbol.for('nodejs.util.inspect.custom')]${fail} })`, 500],
  'cause-throws': [`new (class E extends Error { get cause${fail} })('mine')`, 500],
  'message-is-a-symbol': [`Object.assign(new Error('mine'), { message: Symbol('m') })`, 500],
  'name-is-a-symbol': [`Object.assign(new Error('mine'), { name: Symbol('n') })`, 500],
};
const names = Object.keys(odd);
const directory = writeRouteFiles(
  Object.fromEntries(names.map((name) => [`${name}.js`, `exports.GET = () => { throw ${odd[name]![0]}; };`])),
);

describeExpress('an odd error', (express) => {
  async function errorOf(name: string): Promise<any> {
    let error: unknown;
    const app = express().use(apiRoutes(directory, { logger: createQuietLogger() }));
    app.use((thrown: any, _req: any, res: any, _next: any) => {
      error = thrown;
      res.status(599).end();
    });
    await request(app).get(`/api/${name}`).expect(599);
    return error;
  }

  it.each(['headers-getter', 'headers-frozen'])('keeps what can be sent of it, in another error (%s)', async (name) => {
    const error = await errorOf(name);
    expect(error).toMatchObject({ message: 'mine', status: 400, headers: { 'x-good': '1' } });
    expect(error.headers).not.toHaveProperty('x-bad');
    expect(error.cause).toMatchObject({ message: 'mine', status: 400 });
    expect(error.stack).toBe(error.cause.stack);
  });

  it.each(['inspect-throws', 'cause-throws', 'name-is-a-symbol'])('keeps its message (%s)', async (name) => {
    expect(await errorOf(name)).toMatchObject({ message: 'mine' });
  });

  it('that cannot be shown is no cause, either', async () => {
    expect(await errorOf('inspect-throws')).not.toHaveProperty('cause');
  });
});

it.each(['express4', 'express'])(
  "Express's own error handler answers every odd error, in a process that lives on (%s)",
  async (version) => {
    const script = path.join(__dirname, '../support/odd-errors-child.ts');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', script, version, directory, ...names],
      { timeout: 30_000, env: { ...process.env, NODE_ENV: 'production' } },
    );
    const statuses = Object.entries(odd).map(([name, [, status]]) => [name, status]);
    expect(JSON.parse(stdout)).toEqual({ answers: Object.fromEntries(statuses), uncaught: [] });
  },
  40_000,
);
