import { setTimeout as pause } from 'node:timers/promises';
import { checkStatus, checkText, BrokenPromise } from './client.mjs';

/**
 * What well-behaved clients do, and slow ones. Each function sends a request, checks the whole
 * answer, the id in its head and in its body among it, and gives back the name it is counted by.
 */
export const traffic = [
  { weight: 10, run: getFrom('next') },
  { weight: 10, run: getFrom('astro') },
  { weight: 8, run: getFrom('class') },
  { weight: 8, run: getFrom('express') },
  { weight: 8, run: getFrom('fast') },
  { weight: 6, run: getFrom('edge') },
  { weight: 8, run: postTo('next', json) },
  { weight: 8, run: postTo('astro', json) },
  { weight: 6, run: postTo('class', json) },
  { weight: 4, run: postTo('class', form) },
  { weight: 4, run: postTo('class', multipart) },
  { weight: 6, run: postTo('express', json) },
  { weight: 4, run: postTo('next', form) },
  { weight: 4, run: postTo('edge', json) },
  { weight: 4, run: sendCookies },
  { weight: 4, run: enterGuarded },
  { weight: 2, run: isRefusedByGuard },
  { weight: 2, run: isRefusedAsCrossSite },
  { weight: 2, run: asksBeforehand },
  { weight: 2, run: hasNoSuchMethod },
  { weight: 2, run: readsHead },
  { weight: 4, run: readsStatic },
  { weight: 3, run: download('next') },
  { weight: 3, run: download('astro') },
  { weight: 1, run: downloadSlowly('next'), isTimed: false },
  { weight: 1, run: downloadSlowly('astro'), isTimed: false },
  { weight: 2, run: upload('next') },
  { weight: 2, run: upload('astro') },
  { weight: 2, run: leaveEvents('next'), isTimed: false },
  { weight: 2, run: leaveEvents('astro'), isTimed: false },
];

/** Endpoints that fail; each client gets an answer of its own, or sees that it was cut. */
export const failures = [
  { weight: 2, run: failsWith('fails/throws', 500) },
  { weight: 2, run: failsWith('fails/rejects', 500) },
  { weight: 2, run: failsWith('fails/nothing', 500) },
  {
    weight: 2,
    run: failsWith('fails/refuses', 409, ({ text, id }) => checkText(JSON.parse(text).detail, id, 'a refusal')),
  },
  { weight: 2, run: failsWith('fails/answers', 418, ({ text, id }) => checkText(text, id, 'a thrown answer')) },
  { weight: 1, run: isCut('fails/breaks') },
  { weight: 2, run: failsWith('next-fails/throws', 500) },
  { weight: 2, run: failsWith('next-fails/rejects', 500) },
  { weight: 1, run: isCut('next-fails/after-head') },
  {
    weight: 1,
    run: failsWith('next-fails/twice', 200, ({ text, id }) => checkText(text, JSON.stringify({ id }), 'twice')),
  },
];

function getFrom(style) {
  return async function get({ client, id }) {
    const answer = await client.ask(`/api/${style}/${id}?q=${id}-q`, { id });
    return checkJson(answer, 200, { id, stored: id, query: `${id}-q` }, `GET ${style}`);
  };
}

function postTo(style, encode) {
  return async function post({ client, id, random }) {
    const fields = { field: `${id}-f`, filler: 'x'.repeat(random.upTo(random.chance(0.1) ? 40_000 : 400)) };
    const { body, type } = encode(fields, id);
    const answer = await client.ask(`/api/${style}/${id}`, {
      id,
      method: 'POST',
      headers: { 'Content-Type': type },
      body,
    });
    const expected = { id, stored: id, ...fields, ...(style === 'class' && { length: body.length }) };
    return checkJson(answer, 201, expected, `POST ${style}, ${encode.name}`);
  };
}

function json(fields) {
  return { body: JSON.stringify(fields), type: 'application/json' };
}

function form(fields) {
  return { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' };
}

function multipart(fields, id) {
  // Node refuses a boundary that is shorter than those of browsers.
  const boundary = `form-boundary-of-a-soak-${id}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { body: `${parts.join('')}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}` };
}

async function sendCookies({ client, id }) {
  const value = encodeURIComponent(JSON.stringify({ id }));
  const answer = await client.ask(`/api/cookies/${id}`, { id, headers: { Cookie: `other=1; came=${value}` } });
  checkText(answer.headers['set-cookie'].join(), `goes=${value}; Path=/; HttpOnly`, 'Set-Cookie');
  return checkJson(answer, 200, { id, stored: id, query: id }, 'cookies');
}

async function enterGuarded({ client, id }) {
  const answer = await client.ask(`/api/guarded/${id}`, { id, headers: { Authorization: `user ${id}` } });
  checkText(answer.headers['x-user'], `user ${id}`, 'X-User');
  return checkJson(answer, 200, { id, stored: id, query: `user ${id}` }, 'behind a guard');
}

async function isRefusedByGuard({ client, id }) {
  const { status } = await client.ask(`/api/guarded/${id}`, { id });
  checkStatus(status, 401, 'without a user');
  return 'refused by a guard';
}

/** CORS and CSRF answer before any middleware has seen the id. */
async function isRefusedAsCrossSite({ client, id }) {
  const headers = { 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'text/plain' };
  const { status } = await client.ask(`/api/astro/${id}`, { method: 'POST', headers, body: '{}' });
  checkStatus(status, 403, 'cross-site');
  return 'refused as cross-site';
}

async function asksBeforehand({ client, id }) {
  const headers = { Origin: 'https://allowed.example', 'Access-Control-Request-Method': 'POST' };
  const answer = await client.ask(`/api/astro/${id}`, { method: 'OPTIONS', headers });
  checkStatus(answer.status, 204, 'a preflight');
  checkText(answer.headers['access-control-allow-origin'], headers.Origin, 'a preflight');
  return 'preflight';
}

async function hasNoSuchMethod({ client, id }) {
  const { status } = await client.ask(`/api/astro/${id}`, { id, method: 'DELETE' });
  checkStatus(status, 405, 'DELETE');
  return 'no such method';
}

async function readsHead({ client, id }) {
  const { status, text } = await client.ask(`/api/astro/${id}`, { id, method: 'HEAD' });
  checkStatus(status, 200, 'HEAD');
  checkText(text, '', 'HEAD');
  return 'HEAD';
}

/** From memory: it has no middleware, and every client gets the same bytes. */
async function readsStatic({ client, random }) {
  const page = random.oneOf(['one', 'two', 'three']);
  const { status, headers, text } = await client.ask(`/api/static/${page}`);
  checkStatus(status, 200, 'static');
  checkText(text, page.repeat(500), 'static');
  const again = await client.ask(`/api/static/${page}`, { headers: { 'If-None-Match': headers.etag } });
  checkStatus(again.status, 304, 'static, known already');
  return 'static';
}

function download(style, chunks = 20, rest = undefined) {
  return async function readsStream({ client, id }) {
    const { status, text } = await client.ask(`/api/download/${style}/${id}?chunks=${chunks}`, { id, rest });
    checkStatus(status, 200, 'a stream');
    checkText(text, `${id}\n`.repeat(1000 * chunks), `a stream, ${style}`);
    return rest ? 'stream, slow reader' : 'stream';
  };
}

/** More than the buffers of both sockets take, and a reader that rests after each piece. */
function downloadSlowly(style) {
  return download(style, 200, () => pause(5));
}

function upload(style) {
  return async function sendsStream({ client, id, random }) {
    const body = Buffer.alloc(100_000 + random.upTo(200_000), 'x');
    const headers = { 'Content-Type': 'application/octet-stream' };
    const answer = await client.ask(`/api/upload/${style}/${id}`, { id, method: 'POST', headers, body });
    return checkJson(answer, 201, { id, length: body.length }, 'upload');
  };
}

/** Reads a few events and goes, as a browser's tab that is closed. */
function leaveEvents(style) {
  return async function leavesEvents({ client, id, random }) {
    const res = await client.open(`/api/events/${style}/${id}`, { id });
    let text = '';
    const count = 1 + random.upTo(5);
    for await (const chunk of res) {
      text += chunk.toString();
      if (text.split('\n\n').length > count) break;
    }
    const events = text.split('\n\n').slice(0, -1);
    if (events.length < count) throw new BrokenPromise('lost', `events of ${style} ended`);
    events.forEach((event, n) => checkText(event, `data: ${id} ${n}`, `events, ${style}`));
    return 'events, left';
  };
}

function failsWith(path, expected, check = () => {}) {
  return async function fails({ client, id }) {
    const { status, text } = await client.ask(`/api/${path}/${id}`, { id });
    checkStatus(status, expected, path);
    check({ text, id });
    return `${path}: ${status}`;
  };
}

/** The answer has begun when its source breaks: a half body must not look whole. */
function isCut(path) {
  return async function seesCut({ client, id }) {
    const res = await client.open(`/api/${path}/${id}`, { id });
    let text = '';
    try {
      for await (const chunk of res) text += chunk.toString();
    } catch {
      if (text !== '') checkText(text, `${id}\n`, path);
      return `${path}: cut`;
    }
    throw new BrokenPromise('wrong', `${path}: a broken answer looks whole`);
  };
}

function checkJson({ status, text }, expectedStatus, expected, what) {
  checkStatus(status, expectedStatus, what);
  checkText(text, JSON.stringify(expected), what);
  return what;
}
