import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import request from 'supertest';
import * as webhook from '../example-app/pages/api/webhooks/github';
import { testRoute } from 'express-pages-api/testing';
import { createQuietLogger } from './support/quiet-logger';
import { type ExampleAppProcess, startExampleApp } from './support/example-app';
import { openSocket, until } from './support/serve';

describe('the example app', () => {
  let example: ExampleAppProcess;

  beforeAll(async () => {
    example = await startExampleApp({ WEBHOOK_SECRET: 'secret' });
  }, 30_000);

  afterAll(() => example.stop());

  beforeEach(() => example.query('truncate tasks, comments, files, messages, users restart identity cascade'));

  function client(): ReturnType<typeof request> {
    return request(example.url);
  }

  function postTask(title: string): request.Test {
    return client().post('/api/tasks').send({ title });
  }

  /** A browser that keeps the cookie of its session. */
  async function logIn(): Promise<ReturnType<typeof request.agent>> {
    const agent = request.agent(example.url);
    const user = { name: 'Ada', email: 'ada@example.com', password: 'analytical engine' };
    await agent.post('/api/users').send(user).expect(201);
    await agent.post('/api/session').send(user).expect(201);
    return agent;
  }

  it('has files in all four styles', () => {
    expect([...new Set(example.styles)].sort()).toEqual(['astro', 'class', 'express', 'next']);
  });

  it('serves the page', async () => {
    const { text } = await client().get('/').expect(200).expect('Content-Type', /html/);
    expect(text).toContain('<h1>Tasks</h1>');
  });

  it('serves robots.txt', async () => {
    await client()
      .get('/robots.txt')
      .expect('Content-Type', 'text/plain; charset=utf-8')
      .expect(200, /^User-agent: \*/);
  });

  it('answers an unknown path with a problem document', async () => {
    await client()
      .get('/api/nothing')
      .expect('Content-Type', /^application\/problem\+json/)
      .expect(404);
  });

  it('sends the headers of helmet with an endpoint of a file', async () => {
    await postTask('Any').expect('X-Content-Type-Options', 'nosniff');
  });

  it('compresses what an endpoint of a file answers', async () => {
    for (let i = 0; i < 20; i++) await postTask('A title that is long enough to add up');
    await client().get('/api/tasks').set('Accept-Encoding', 'gzip').expect('Content-Encoding', 'gzip').expect(200);
  });

  describe('tasks', () => {
    it('are created with 201, a Location and the row of the database', async () => {
      const { body } = await postTask('  Water the plants ').expect(201).expect('Location', '/api/tasks/1');
      expect(body).toEqual({ id: 1, title: 'Water the plants', done: false, createdAt: expect.any(String) });
      expect(await example.query('select title from tasks')).toEqual([{ title: 'Water the plants' }]);
    });

    it('are listed in the order they were added', async () => {
      await postTask('One');
      await postTask('Two');
      const { body } = await client().get('/api/tasks').expect(200);
      expect(body.map((task: { title: string }) => task.title)).toEqual(['One', 'Two']);
    });

    it('are read one by one', async () => {
      await postTask('One');
      const { body } = await client().get('/api/tasks/1').expect(200);
      expect(body).toMatchObject({ id: 1, title: 'One' });
    });

    it('are ticked off without touching the title', async () => {
      await postTask('One');
      const { body } = await client().patch('/api/tasks/1').send({ done: true }).expect(200);
      expect(body).toMatchObject({ title: 'One', done: true });
    });

    it('are renamed without touching what is done', async () => {
      await postTask('One');
      await client().patch('/api/tasks/1').send({ done: true });
      const { body } = await client().patch('/api/tasks/1').send({ title: 'Uno' }).expect(200);
      expect(body).toMatchObject({ title: 'Uno', done: true });
    });

    it('are deleted', async () => {
      await postTask('One');
      await client().delete('/api/tasks/1').expect(204);
      await client().get('/api/tasks/1').expect(404);
    });

    it.each(['2', '0', 'x', '99999999999', '1.5'])('answer 404 to the unknown id %s', async (id) => {
      await postTask('One');
      await client().get(`/api/tasks/${id}`).expect(404);
      await client().patch(`/api/tasks/${id}`).send({ done: true }).expect(404);
      await client().delete(`/api/tasks/${id}`).expect(404);
    });

    it.each([
      ['no title', '{}'],
      ['a title that is no text', '{"title":1}'],
      ['an empty title', '{"title":"  "}'],
      ['a title of 201 characters', JSON.stringify({ title: 'x'.repeat(201) })],
      ['a title with NUL, which Postgres cannot hold', '{"title":"a\\u0000b"}'],
      ['null', 'null'],
    ])('refuse %s with 422', async (_what, json) => {
      const { body } = await client().post('/api/tasks').type('json').send(json).expect(422);
      expect(body).toMatchObject({ code: 'invalid_title', detail: 'The title must have 1 to 200 characters' });
    });

    it('refuse a value of done that is no boolean', async () => {
      await postTask('One');
      const { body } = await client().patch('/api/tasks/1').send({ done: 'yes' }).expect(422);
      expect(body.code).toBe('invalid_done');
    });

    it('refuse what is no JSON with 400', async () => {
      await client().post('/api/tasks').type('json').send('{').expect(400);
    });

    it('answer 405 to a method that the file has not', async () => {
      await client().put('/api/tasks').expect(405).expect('Allow', 'GET, HEAD, POST, OPTIONS');
    });

    it('are searched by part of the title, whatever the case', async () => {
      await postTask('Water the plants');
      await postTask('100% sure');
      const found = async (q: string): Promise<string[]> =>
        (await client().get('/api/search').query({ q }).expect(200)).body.map((task: { title: string }) => task.title);
      expect(await found('WATER')).toEqual(['Water the plants']);
      expect(await found('%')).toEqual(['100% sure']);
    });

    it('are searched with GET and a question only', async () => {
      await client().get('/api/search').expect(400);
      await client().post('/api/search?q=a').expect(405);
    });
  });

  describe('comments', () => {
    it('are added to a task and listed', async () => {
      await postTask('One');
      await client().post('/api/tasks/1/comments').send({ text: 'Soon' }).expect(201);
      const { body } = await client().get('/api/tasks/1/comments').expect(200);
      expect(body).toEqual([{ id: 1, text: 'Soon', createdAt: expect.any(String) }]);
    });

    it('of an unknown task answer 404', async () => {
      await client().get('/api/tasks/7/comments').expect(404);
      await client().post('/api/tasks/7/comments').send({ text: 'Soon' }).expect(404);
    });
  });

  describe('the event stream', () => {
    it('reports what happens to a task, in order', async () => {
      const stream = await openStream(`${example.url}/api/tasks/events`);
      await postTask('One');
      await client().patch('/api/tasks/1').send({ done: true });
      await client().delete('/api/tasks/1');
      await until(() => stream.text().includes('event: deleted'), 'the third event');
      expect(stream.text().match(/^event: .+$/gm)).toEqual(['event: created', 'event: updated', 'event: deleted']);
      await stream.close();
    });

    it('carries the task as JSON', async () => {
      const stream = await openStream(`${example.url}/api/tasks/events`);
      const { body } = await postTask('One\nTwo');
      await until(() => stream.text().includes('data: '), 'an event');
      const data = JSON.parse(/^data: (.+)$/m.exec(stream.text())![1]!);
      expect({ ...data, createdAt: new Date(data.createdAt).getTime() }).toEqual({
        ...body,
        createdAt: expect.closeTo(new Date(body.createdAt).getTime(), -1),
      });
      await stream.close();
    });

    it('reports a change that was made in the database itself', async () => {
      const stream = await openStream(`${example.url}/api/tasks/events`);
      await example.query(`insert into tasks (title) values ('By hand')`);
      await until(() => stream.text().includes('"title":"By hand"'), 'the event');
      await stream.close();
    });

    it('is an event stream that compression does not hold back', async () => {
      const stream = await openStream(`${example.url}/api/tasks/events`, { 'Accept-Encoding': 'gzip' });
      expect(stream.headers.get('content-type')).toBe('text/event-stream');
      await postTask('One');
      await until(() => stream.text().includes('event: created'), 'the event');
      await stream.close();
    });

    it('ends its subscription when the client leaves', async () => {
      const socket = await openSocket(example.port);
      socket.write('GET /api/tasks/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await once(socket, 'data');
      await until(async () => (await example.subscribers()) === 1, 'the subscription');
      socket.destroy();
      await until(async () => (await example.subscribers()) === 0, 'the end of the subscription');
    });
  });

  describe('the contact form', () => {
    const message = { name: 'Ada', email: 'ada@example.com', text: 'Hello' };

    it('keeps the message and answers 303', async () => {
      await client().post('/api/contact').type('form').send(message).expect(303).expect('Location', '/#thanks');
      expect(await example.query('select name, email, text from messages')).toEqual([message]);
    });

    it('names the field that is missing', async () => {
      const { body } = await client()
        .post('/api/contact')
        .type('form')
        .send({ ...message, text: '' })
        .expect(422);
      expect(body.code).toBe('invalid_text');
    });

    it('refuses a form of another site', async () => {
      await client().post('/api/contact').set('Sec-Fetch-Site', 'cross-site').type('form').send(message).expect(403);
    });

    it('takes nothing but POST', async () => {
      await client().get('/api/contact').expect(405).expect('Allow', 'POST');
    });
  });

  describe('files', () => {
    const bytes = Buffer.from([0, 1, 2, 253, 254, 255]);

    it('are stored byte for byte and come back as a download', async () => {
      const { body } = await client()
        .post('/api/files')
        .attach('file', bytes, { filename: 'résumé.html', contentType: 'text/html' })
        .expect(201)
        .expect('Location', '/api/files/1');
      expect(body).toEqual({ id: 1, name: 'résumé.html', type: 'text/html', size: 6 });
      const download = await client()
        .get('/api/files/1')
        .expect(200)
        .expect('Content-Type', 'application/octet-stream')
        .expect('Content-Disposition', /^attachment;.*filename\*=UTF-8''r%C3%A9sum%C3%A9\.html/);
      expect(download.body).toEqual(bytes);
    });

    it('are listed without their bytes', async () => {
      await client().post('/api/files').attach('file', bytes, { filename: 'a.bin', contentType: 'image/png' });
      const { body } = await client().get('/api/files').expect(200);
      expect(body).toEqual([{ id: 1, name: 'a.bin', type: 'image/png', size: 6 }]);
    });

    it('may have more than the 1 MB that other endpoints take', async () => {
      const { body } = await client().post('/api/files').attach('file', Buffer.alloc(1_500_000), 'big.bin').expect(201);
      expect(body.size).toBe(1_500_000);
    });

    it('of more than 2 MB are refused with 413', async () => {
      const { body } = await client().post('/api/files').attach('file', Buffer.alloc(2_200_000), 'big.bin').expect(413);
      expect(body.title).toBe('Payload Too Large');
      expect(await example.query('select id from files')).toEqual([]);
    });

    it('must be in the field "file"', async () => {
      const { body } = await client().post('/api/files').field('file', 'text').expect(422);
      expect(body.code).toBe('no_file');
    });

    it('of an unknown id answer 404', async () => {
      await client().get('/api/files/9').expect(404);
    });
  });

  describe('the webhook', () => {
    const payload = '{ "action": "opened",  "issue": { "title": "It is broken" } }';
    const sign = (text: string, secret = 'secret'): string =>
      `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
    function deliver(signature?: string, text = payload): request.Test {
      const delivery = client().post('/api/webhooks/github').type('json').set('X-GitHub-Event', 'issues');
      if (signature !== undefined) delivery.set('X-Hub-Signature-256', signature);
      return delivery.send(text);
    }

    it('makes a task of an issue whose bytes are signed', async () => {
      await deliver(sign(payload)).expect(204);
      expect(await example.query('select title from tasks')).toEqual([{ title: 'It is broken' }]);
    });

    it.each([
      ['without a signature', undefined],
      ['signed with another secret', sign(payload, 'other')],
      ['signed for the same JSON in other bytes', sign(JSON.stringify(JSON.parse(payload)))],
      ['with a signature that is too short', 'sha256=00'],
    ])('refuses a delivery %s', async (_how, signature) => {
      const { body } = await deliver(signature).expect(401);
      expect(body.code).toBe('bad_signature');
      expect(await example.query('select title from tasks')).toEqual([]);
    });

    it('passes over events that are no opened issue', async () => {
      const closed = '{"action":"closed","issue":{"title":"It is broken"}}';
      await deliver(sign(closed), closed).expect(204);
      expect(await example.query('select title from tasks')).toEqual([]);
    });

    it('answers 503 as long as it has no secret', async () => {
      const response = await testRoute(webhook, { method: 'POST', body: {}, logger: createQuietLogger() });
      expect([response.status, await response.json()]).toEqual([
        503,
        expect.objectContaining({ detail: 'WEBHOOK_SECRET is not set' }),
      ]);
    });
  });

  describe('the account', () => {
    it('is behind a login', async () => {
      const { body } = await client().get('/api/account').expect(401);
      expect(body).toMatchObject({ code: 'login_required', detail: 'Log in first' });
    });

    it('keeps every file of its folder behind the login', async () => {
      await client().put('/api/account/password').send({ password: 'difference engine' }).expect(401);
    });

    it('is shown to who is logged in', async () => {
      const agent = await logIn();
      const { body } = await agent.get('/api/account').expect(200);
      expect(body).toEqual({ id: 1, name: 'Ada', email: 'ada@example.com' });
    });

    it('is closed again after the logout', async () => {
      const agent = await logIn();
      await agent.delete('/api/session').expect(204);
      await agent.get('/api/account').expect(401);
    });

    it('takes a new password', async () => {
      const agent = await logIn();
      await agent.put('/api/account/password').send({ password: 'difference engine' }).expect(204);
      const attempt = (password: string): request.Test =>
        client().post('/api/session').send({ email: 'ada@example.com', password });
      await attempt('analytical engine').expect(401);
      await attempt('difference engine').expect(201);
    });

    it('gives the session a new id at the login', async () => {
      const agent = await logIn();
      const login = (): request.Test =>
        agent.post('/api/session').send({ email: 'ada@example.com', password: 'analytical engine' });
      const first = (await login()).headers['set-cookie'];
      const second = (await login()).headers['set-cookie'];
      expect(first).toEqual([expect.stringMatching(/^session=.+HttpOnly; SameSite=Lax$/)]);
      expect(second).not.toEqual(first);
    });

    it.each([
      ['a wrong password', 'ada@example.com', 'wrong password'],
      ['an unknown address', 'eve@example.com', 'analytical engine'],
    ])('refuses %s with the same answer', async (_what, email, password) => {
      await logIn();
      const { body } = await client().post('/api/session').send({ email, password }).expect(401);
      expect(body.detail).toBe('E-mail address or password is wrong');
    });
  });

  describe('users, of which GET is a file and POST is written by hand', () => {
    const ada = { name: 'Ada', email: 'ada@example.com', password: 'analytical engine' };

    it('are created by the hand-written route', async () => {
      const { body } = await client().post('/api/users').send(ada).expect(201).expect('Location', '/api/users/1');
      expect(body).toEqual({ id: 1, name: 'Ada' });
    });

    it('are listed by the file, without addresses', async () => {
      await client().post('/api/users').send(ada);
      const { body } = await client().get('/api/users').expect(200);
      expect(body).toEqual([{ id: 1, name: 'Ada' }]);
    });

    it('are shown by a hand-written route below the file', async () => {
      await client().post('/api/users').send(ada);
      expect((await client().get('/api/users/1').expect(200)).body).toEqual({ id: 1, name: 'Ada' });
      await client().get('/api/users/2').expect(404);
    });

    it('have an address each', async () => {
      await client().post('/api/users').send(ada);
      const { body } = await client()
        .post('/api/users')
        .send({ ...ada, email: 'ADA@example.com' })
        .expect(409);
      expect(body.code).toBe('email_taken');
    });

    it('need a password of 8 characters', async () => {
      const { body } = await client()
        .post('/api/users')
        .send({ ...ada, password: 'short' })
        .expect(422);
      expect(body.code).toBe('short_password');
    });
  });

  describe('the export, a router in a file', () => {
    it('gives CSV in which a formula stays text', async () => {
      await postTask('=1+1');
      await postTask('Say "hello"');
      const { text } = await client()
        .get('/api/export/tasks.csv')
        .expect('Content-Type', /^text\/csv/)
        .expect(200);
      expect(text).toBe(`id,title,done\r\n1,"'=1+1",false\r\n2,"Say ""hello""",false\r\n`);
    });

    it('gives JSON', async () => {
      await postTask('One');
      const { body } = await client()
        .get('/api/export/tasks.json')
        .expect('Content-Disposition', /^attachment; filename="?tasks\.json"?$/)
        .expect(200);
      expect(body).toMatchObject([{ id: 1, title: 'One' }]);
    });

    it('leaves other paths below it to the app', async () => {
      await client().get('/api/export/tasks.xml').expect(404);
    });
  });

  it('reports its health when the database answers', async () => {
    await client().get('/healthz').expect(200, 'ok\n');
  });
});

interface OpenStream {
  readonly headers: Headers;
  readonly text: () => string;
  close(): Promise<void>;
}

/** Reads an endless answer in the background. */
async function openStream(url: string, headers: Record<string, string> = {}): Promise<OpenStream> {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  let text = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) text += decoder.decode(chunk, { stream: true });
  })().catch(() => {});
  return {
    headers: response.headers,
    text: () => text,
    close: async () => {
      controller.abort();
      await reading;
    },
  };
}
