import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** https://expressjs.com/en/starter/hello-world.html, https://expressjs.com/en/guide/routing.html */
export function start({ major = 5, others = 0, born = false }) {
  const express = require(major === 4 ? 'express4' : 'express');
  const app = express();
  app.use(express.json());
  for (let i = 0; i < others / 2; i++) {
    app.get(`/api/resource-${i}`, (req, res) => res.json({ i }));
    app.get(`/api/resource-${i}/:id`, (req, res) => res.json({ id: req.params.id }));
  }
  app.get('/api/hello', (req, res) => res.json({ hello: 'world' }));
  app.get('/api/users/:id', (req, res) => res.json({ id: req.params.id }));
  app.post('/api/echo', (req, res) => res.json(req.body));
  if (!born) return app.listen(0, '127.0.0.1');
  return require('../../dist').createServer(app).listen(0, '127.0.0.1');
}
