import path from 'node:path';
import { createTestApp, type TestApp, testRoute } from 'express-pages-api/testing';
import request from 'supertest';
import * as task from './pages/api/tasks/[id]';
import { tasks } from './store';

describe('the testing door under Jest', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp(path.join(__dirname, 'pages/api'));
  });
  beforeEach(() => void tasks.splice(0, Infinity, { id: '1', title: 'Write' }));
  afterAll(() => app.close());

  it('serves TypeScript route files that share their modules with the test', async () => {
    await request(app).get('/api/tasks/1').expect(200, { id: '1', title: 'Write' });
    await request(app).post('/api/tasks').send({ id: '2', title: 'Read' }).expect(201);
    expect(tasks).toHaveLength(2);
  });

  it('answers errors as problem details', async () => {
    const { body } = await request(app).get('/api/fails').expect(409);
    expect(body).toMatchObject({ status: 409, code: 'taken' });
  });

  it('runs one endpoint without a directory', async () => {
    const response = await testRoute(task, { params: { id: '1' } });
    expect(await response.json()).toEqual({ id: '1', title: 'Write' });
  });
});
