import { createServer } from 'express-pages-api';

describe('createServer', () => {
  it.each([undefined, null, {}, 'app'])('refuses %p, which is no app', (app) => {
    expect(() => createServer(app as never)).toThrow('createServer() needs an Express app');
  });
});
