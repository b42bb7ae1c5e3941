import path from 'node:path';
import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink, type TRPCLink } from '@trpc/client';
import { apiRoutes } from 'express-pages-api';
import { describeExpress, type Express } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';
import { serve } from '../support/serve';
import type { AppRouter } from './trpc-router';

const directory = path.join(__dirname, 'pages/api');

describeExpress("tRPC's Next adapter", (express) => {
  const createApp = (): Express => express().use(apiRoutes(directory, { logger: createQuietLogger() }));

  async function connect(
    link: (url: string) => TRPCLink<AppRouter>,
    { app = createApp(), at = '/api/trpc' }: { app?: Express; at?: string } = {},
  ): Promise<ReturnType<typeof createTRPCClient<AppRouter>>> {
    const { url } = await serve(app);
    return createTRPCClient<AppRouter>({ links: [link(url + at)] });
  }

  it('answers a query', async () => {
    const client = await connect((url) => httpLink({ url }));
    expect(await client.greeting.query('Ada & Grace')).toBe('Hello, Ada & Grace');
  });

  it('answers a mutation', async () => {
    const client = await connect((url) => httpLink({ url }));
    const count = await client.add.mutate({ text: 'first é' });
    expect(count).toBeGreaterThan(0);
    expect(await client.notes.query()).toContain('first é');
  });

  it('answers several queries in one request', async () => {
    const requests: string[] = [];
    const app = express()
      .use((req, _res, next) => {
        requests.push(req.url);
        next();
      })
      .use(createApp());
    const client = await connect((url) => httpBatchLink({ url }), { app });
    expect(
      await Promise.all([client.greeting.query('Ada'), client.user.query(), client.greeting.query('Grace')]),
    ).toEqual(['Hello, Ada', null, 'Hello, Grace']);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatch(/^\/api\/trpc\/greeting,user,greeting\?batch=1/);
  });

  it('answers several mutations in one request', async () => {
    const client = await connect((url) => httpBatchLink({ url }));
    const counts = await Promise.all([client.add.mutate({ text: 'second' }), client.add.mutate({ text: 'third' })]);
    expect(counts[1] - counts[0]).toBe(1);
  });

  it('streams a batch', async () => {
    const client = await connect((url) => httpBatchStreamLink({ url }));
    const words: string[] = [];
    for await (const word of await client.slow.query()) words.push(word);
    expect(words).toEqual(['one', 'two', 'three']);
  });

  it('streams a subscription as server-sent events', async () => {
    const { url } = await serve(createApp());
    const response = await fetch(`${url}/api/trpc/ticks`, { headers: { accept: 'text/event-stream' } });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const text = await response.text();
    expect(text.match(/^data: \d$/gm)).toEqual(['data: 1', 'data: 2', 'data: 3']);
  });

  it('makes its context of the request', async () => {
    const client = await connect((url) => httpLink({ url, headers: { authorization: 'Bearer token' } }));
    expect(await client.user.query()).toBe('Bearer token');
  });

  it('gives its errors to the client', async () => {
    const client = await connect((url) => httpLink({ url }));
    await expect(client.missing.query()).rejects.toMatchObject({
      message: 'No such note',
      data: { code: 'NOT_FOUND', httpStatus: 404 },
    });
  });

  it('refuses wrong input', async () => {
    const client = await connect((url) => httpLink({ url }));
    await expect(client.greeting.query(1 as unknown as string)).rejects.toMatchObject({
      data: { code: 'BAD_REQUEST' },
    });
  });

  it('works behind express.json()', async () => {
    const app = express().use(express.json(), createApp());
    const client = await connect((url) => httpBatchLink({ url }), { app });
    expect(await client.add.mutate({ text: 'parsed before' })).toBeGreaterThan(0);
  });

  it('works under a mount path', async () => {
    const app = express().use('/v1', apiRoutes(directory, { logger: createQuietLogger() }));
    const client = await connect((url) => httpBatchLink({ url }), { app, at: '/v1/api/trpc' });
    expect(await client.greeting.query('mount')).toBe('Hello, mount');
    expect(await client.add.mutate({ text: 'under a mount path' })).toBeGreaterThan(0);
  });

  describe('with the body left to it', () => {
    it('answers a mutation', async () => {
      const client = await connect((url) => httpLink({ url }), { at: '/api/trpc-raw' });
      expect(await client.add.mutate({ text: 'raw' })).toBeGreaterThan(0);
    });

    it('takes a form', async () => {
      const client = await connect((url) => httpLink({ url }), { at: '/api/trpc-raw' });
      const form = new FormData();
      form.set('note', 'text');
      form.set('file', new Blob(['contents']), 'note.txt');
      expect(await client.upload.mutate(form)).toEqual(['note', 'file']);
    });
  });
});
