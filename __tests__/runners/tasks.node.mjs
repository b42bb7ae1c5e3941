import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTestApp, testRoute } from 'express-pages-api/testing';
import request from 'supertest';

describe('the testing door under plain node:test', () => {
  it('serves TypeScript route files though nothing here loads TypeScript, and needs no clean-up', async () => {
    const app = await createTestApp(new URL('./pages/api', import.meta.url));
    await request(app).post('/api/tasks').send({ id: '2', title: 'Read' }).expect(201);
    await request(app).get('/api/tasks/2').expect(200, { id: '2', title: 'Read' });
  });

  it('runs one endpoint without a directory', async () => {
    const response = await testRoute({ GET: ({ params }) => Response.json(params) }, { params: { id: '1' } });
    assert.deepEqual(await response.json(), { id: '1' });
  });
});
