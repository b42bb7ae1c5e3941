import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createTestApp, type TestApp, testRoute } from 'express-pages-api/testing';
import request from 'supertest';
import * as task from './pages/api/tasks/[id]';
import { tasks } from './store';

void describe('the testing door under node:test with tsx', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp(path.join(__dirname, 'pages/api'));
  });
  beforeEach(() => void tasks.splice(0, Infinity, { id: '1', title: 'Write' }));
  after(() => app.close());

  void it('serves TypeScript route files that share their modules with the test', async () => {
    await request(app).get('/api/tasks/1').expect(200, { id: '1', title: 'Write' });
    await request(app).post('/api/tasks').send({ id: '2', title: 'Read' }).expect(201);
    assert.equal(tasks.length, 2);
  });

  void it('runs one endpoint without a directory', async () => {
    const response = await testRoute(task, { params: { id: '1' } });
    assert.deepEqual(await response.json(), { id: '1', title: 'Write' });
  });
});
