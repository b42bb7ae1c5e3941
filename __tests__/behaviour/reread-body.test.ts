import request from 'supertest';
import { apiRoutes } from 'express-pages-api';
import { describeExpress } from '../support/express-versions';
import { writeRouteFiles } from '../support/route-files';

const readAll = `
  const text = await request.text();
  const json = await request.json();
  const bytes = (await request.bytes()).length;
  const blob = (await request.blob()).size;
  const buffer = (await request.arrayBuffer()).byteLength;
  return Response.json({ text, json, bytes, blob, buffer, again: await request.text() });`;

describeExpress('the body of a request', (express) => {
  const directory = writeRouteFiles({
    'class.ts': `export default class Echo { async post({ request }) { ${readAll} } }`,
    'lower.ts': `export async function post({ request }) { ${readAll} }`,
  });
  const app = express().use(apiRoutes(directory));

  it.each(['class', 'lower'])('may be read again and in every form (%s)', async (path) => {
    const response = await request(app).post(`/api/${path}`).send({ a: 'é' });
    const text = '{"a":"é"}';
    expect(response.body).toEqual({ text, json: { a: 'é' }, bytes: 10, blob: 10, buffer: 10, again: text });
  });
});
