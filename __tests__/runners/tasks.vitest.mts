import { fileURLToPath } from 'node:url';
import { createTestApp, type TestApp, testRoute } from 'express-pages-api/testing';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tasks } from './store.js';

const directory = fileURLToPath(new URL('./pages/api', import.meta.url));

describe('the testing door under Vitest', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp(directory, { importModule: (file) => import(file) });
  });
  beforeEach(() => void tasks.splice(0, Infinity, { id: '1', title: 'Write' }));
  afterAll(() => app.close());

  it('serves route files that share their modules with the test through importModule', async () => {
    await request(app).get('/api/tasks/1').expect(200, { id: '1', title: 'Write' });
    await request(app).post('/api/tasks').send({ id: '2', title: 'Read' }).expect(201);
    expect(tasks).toHaveLength(2);
  });

  it('loads TypeScript without importModule too, as modules of its own', async () => {
    using own = await createTestApp(directory);
    await request(own).get('/api/tasks').expect(200, []);
  });

  it('answers errors as problem details', async () => {
    const { body } = await request(app).get('/api/fails').expect(409);
    expect(body).toMatchObject({ status: 409, code: 'taken' });
  });

  it('runs one endpoint without a directory', async () => {
    const response = await testRoute(import('./pages/api/tasks/[id].js'), { params: { id: '1' } });
    expect(await response.json()).toEqual({ id: '1', title: 'Write' });
  });
});
