import express from 'express';
import http, { type IncomingMessage, type Server } from 'node:http';
import request from 'supertest';

// Only where every app is to be served by our `createServer`: it says whether it is.
describe('an app of these tests', () => {
  const app = express();
  app.get('/', (_req, res) => void res.end());

  it.each<[string, () => Server]>([
    ['http.createServer, as supertest calls it', () => http.createServer(app)],
    ['app.listen', () => app.listen(0)],
  ])('gets requests that were born with its prototype from %s', async (_how, serve) => {
    const server = serve();
    const prototypes: unknown[] = [];
    server.prependListener('request', (req: IncomingMessage) => prototypes.push(Object.getPrototypeOf(req)));
    await request(server).get('/').expect(200);
    server.close();
    expect(prototypes).toEqual([app.request]);
  });
});
