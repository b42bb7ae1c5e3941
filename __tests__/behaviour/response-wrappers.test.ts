import request from 'supertest';
import compression from 'compression';
import morgan from 'morgan';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { writeRouteFiles } from '../support/route-files';

const files = {
  'next.ts': `export default (req, res) => res.json({ ok: true });`,
  'express.ts': `export default [(req, res) => res.json({ ok: true })];`,
  'edge.ts': `export const runtime = 'edge'; export default () => Response.json({ ok: true });`,
  'astro.ts': `export const GET = () => Response.json({ ok: true });`,
  'class.ts': `export default class C { get() { return Response.json({ ok: true }); } }`,
  'stream.ts': `export const GET = () => new Response(new ReadableStream({ async pull(c) { await new Promise((resolve) => setTimeout(resolve, 5));
    this.n = (this.n ?? 0) + 1; if (this.n === 3) c.close(); else c.enqueue(Buffer.from(this.n === 1 ? '{"ok":' : 'true}')); } }), { headers: { 'content-type': 'application/json' } });`,
};
const names = Object.keys(files).map((file) => file.replace('.ts', ''));

describeExpress('middleware that wraps the response', (express) => {
  const directory = writeRouteFiles(files);

  it.each(names)('sees writeHead and end once, and the bytes (%s)', async (name) => {
    const calls: string[] = [];
    let bytes = '';
    const app = express();
    app.use((_req, res: any, next) => {
      const { writeHead, write, end } = res;
      res.writeHead = (...args: unknown[]) => (calls.push('writeHead'), writeHead.apply(res, args));
      const see = (chunk: unknown) => {
        if (typeof chunk === 'string') bytes += chunk;
        else if (chunk instanceof Uint8Array) bytes += Buffer.from(chunk).toString();
      };
      res.write = (...args: unknown[]) => (see(args[0]), write.apply(res, args));
      res.end = (...args: unknown[]) => (calls.push('end'), see(args[0]), end.apply(res, args));
      next();
    });
    const response = await request(app.use(apiRoutes(directory))).get(`/api/${name}`);
    expect(response.body).toEqual({ ok: true });
    expect(calls.sort()).toEqual(['end', 'writeHead']);
    expect(bytes).toBe('{"ok":true}');
  });

  it.each(['end', 'write'] as const)('may wrap res.%s alone, and sees what goes through it', async (name) => {
    const chunks: string[] = [];
    const app = express();
    app.use((_req, res: any, next) => {
      const original = res[name];
      res[name] = (...args: unknown[]) => (chunks.push(String(args[0])), original.apply(res, args));
      next();
    });
    const halves = writeRouteFiles({
      'next.ts': `export default (req, res) => { res.write('one'); res.end('two'); };`,
      'express.ts': `export default [(req, res) => { res.write('one'); res.end('two'); }];`,
    });
    app.use(apiRoutes(halves));
    for (const style of ['next', 'express']) expect((await request(app).get(`/api/${style}`)).text).toBe('onetwo');
    expect(chunks).toEqual(name === 'end' ? ['two', 'two'] : ['one', 'one']);
  });

  it.each(names)('may change headers at the last moment (%s)', async (name) => {
    const app = express();
    app.use((_req, res: any, next) => {
      const { writeHead } = res;
      res.writeHead = function (...args: unknown[]) {
        this.setHeader('x-late', String(this.statusCode));
        return writeHead.apply(this, args);
      };
      next();
    });
    const response = await request(app.use(apiRoutes(directory))).get(`/api/${name}`);
    expect(response.headers['x-late']).toBe('200');
  });

  it.each(names)('compresses and logs it (%s)', async (name) => {
    const lines: string[] = [];
    const app = express();
    app.use(
      morgan(':url :status :res[content-encoding]', { stream: { write: (line) => void lines.push(line.trim()) } }),
    );
    app.use(compression({ threshold: 0 }), apiRoutes(directory));
    const response = await request(app).get(`/api/${name}`).set('Accept-Encoding', 'gzip');
    expect(response.body).toEqual({ ok: true });
    expect(response.headers['content-length']).toBeUndefined();
    expect(lines).toEqual([`/api/${name} 200 gzip`]);
  });
});
