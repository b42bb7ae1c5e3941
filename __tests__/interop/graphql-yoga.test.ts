import path from 'node:path';
import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { createQuietLogger } from '../support/quiet-logger';

const directory = path.join(__dirname, 'pages/api');

describeExpress('GraphQL Yoga', (express) => {
  const app = express().use(apiRoutes(directory, { logger: createQuietLogger() }));
  const endpoints = [
    ['a Next handler', '/api/graphql'],
    ['a Next handler with a parsed body', '/api/graphql-parsed'],
    ['an Astro endpoint', '/api/graphql-astro'],
  ];

  describe.each(endpoints)('as %s', (_style, url) => {
    it('answers a query by POST', async () => {
      const response = await request(app)
        .post(url)
        .send({ query: 'query ($name: String!) { greeting(name: $name) }', variables: { name: 'Ada é' } });
      expect(response.status).toBe(200);
      expect(response.body).toEqual({ data: { greeting: 'Hello, Ada é' } });
    });

    it('answers a query by GET', async () => {
      const response = await request(app).get(url).query({ query: '{ agent }' }).set('User-Agent', 'test');
      expect(response.body).toEqual({ data: { agent: 'test' } });
    });

    it('answers a mutation', async () => {
      const response = await request(app).post(url).send({ query: 'mutation { reverse(text: "abc") }' });
      expect(response.body).toEqual({ data: { reverse: 'cba' } });
    });

    it('answers behind express.json()', async () => {
      const parsed = express().use(express.json(), apiRoutes(directory, { logger: createQuietLogger() }));
      const response = await request(parsed).post(url).send({ query: 'mutation { reverse(text: "abc") }' });
      expect(response.body).toEqual({ data: { reverse: 'cba' } });
    });

    it('refuses a query that does not parse', async () => {
      const response = await request(app).post(url).set('Accept', 'application/json').send({ query: '{' });
      expect(response.body.errors[0].message).toMatch(/^Syntax Error/);
      expect(response.body).not.toHaveProperty('data');
    });

    it('streams a subscription as server-sent events', async () => {
      const response = await request(app)
        .get(url)
        .query({ query: 'subscription { countdown(from: 2) }' })
        .set('Accept', 'text/event-stream');
      expect(response.headers['content-type']).toBe('text/event-stream');
      expect(response.text.match(/^data: \{.*$/gm)).toEqual([
        'data: {"data":{"countdown":2}}',
        'data: {"data":{"countdown":1}}',
        'data: {"data":{"countdown":0}}',
      ]);
    });

    it('shows its page to a browser', async () => {
      const response = await request(app).get(url).set('Accept', 'text/html');
      expect(response.status).toBe(200);
      expect(response.type).toBe('text/html');
      expect(response.text).toContain('<title>Yoga GraphiQL</title>');
    });

    it('answers OPTIONS', async () => {
      const response = await request(app)
        .options(url)
        .set({ Origin: 'https://www.example.com', 'Access-Control-Request-Method': 'POST' });
      expect(response.status).toBe(204);
      expect(response.headers['access-control-allow-origin']).toBe('https://www.example.com');
    });
  });

  it('is a Next handler, not a router that would take every URL below its own', async () => {
    const middleware = apiRoutes(directory, { logger: createQuietLogger() });
    const route = middleware.routes.find(({ pattern }) => pattern === '/api/graphql');
    expect(route?.style).toBe('next');
    const response = await request(express().use(middleware)).get('/api/graphql/below').query({ query: '{ agent }' });
    expect(response.status).toBe(404);
    expect(response.text).toContain('Cannot GET /api/graphql/below');
  });

  it.each([endpoints[0]!, endpoints[2]!])('takes a file as %s', async (_style, url) => {
    const response = await request(app)
      .post(url)
      .field(
        'operations',
        JSON.stringify({ query: 'mutation ($file: File!) { readFile(file: $file) }', variables: { file: null } }),
      )
      .field('map', JSON.stringify({ 0: ['variables.file'] }))
      .attach('0', Buffer.from('contents of the file'), 'note.txt');
    expect(response.body).toEqual({ data: { readFile: 'contents of the file' } });
  });
});
