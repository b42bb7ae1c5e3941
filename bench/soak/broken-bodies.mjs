import { BrokenPromise, readAnswers } from './client.mjs';

/** Bodies that are not what their head says. Who can be answered is answered; the connection is in step afterwards, or closed. */
export const brokenBodies = [
  ...['next', 'astro', 'class', 'express', 'edge'].flatMap((style) => [
    { weight: 2, run: badJson(style) },
    { weight: 2, run: tooLong(style) },
    { weight: 2, run: tooManyChunks(style) },
    { weight: 1, run: truncated(style) },
    { weight: 1, run: badChunks(style) },
    { weight: 1, run: shorterLength(style) },
    { weight: 1, run: twoLengths(style) },
  ]),
  { weight: 1, run: badForm('astro', 'multipart/form-data; boundary=b', '--b\r\nno headers') },
  { weight: 1, run: unknownCharset('next') },
  { weight: 1, run: unknownCharset('express') },
];

const limitBytes = 64 * 1024;
const json = 'Content-Type: application/json\r\n';

function post(style, id, headers, body) {
  return `POST /api/${style}/${id} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${id}\r\n${headers}\r\n${body}`;
}

/** The next request on the connection, to see whether it is in step. */
function follower(id) {
  return `GET /api/next/${id} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${id}-2\r\n\r\n`;
}

function badJson(style) {
  return async function sendsBadJson({ client, id, random }) {
    const body = random.oneOf(['{"a":', '{a:1}', '[1,]', '"\\u12"', '{"a":1}}', '\u0000', 'nul']);
    const text = post(style, id, `${json}Content-Length: ${body.length}\r\n`, body) + follower(id);
    const answers = await exchange(client, text, 2);
    checkAnswer(answers[0], [400], id, `bad JSON, ${style}`);
    checkAnswer(answers[1], [200], `${id}-2`, `after bad JSON, ${style}`);
    return `bad JSON: ${answers[0].status}`;
  };
}

/** The head says so: the answer comes before the body does. */
function tooLong(style) {
  return async function sendsTooLong({ client, id, random }) {
    const text = post(style, id, `${json}Content-Length: ${limitBytes + 1 + random.upTo(1e9)}\r\n`, '{"a":"');
    const [answer] = await exchange(client, text, 1);
    checkAnswer(answer, [413], id, `too long, ${style}`);
    return `too long: ${answer.status}`;
  };
}

function tooManyChunks(style) {
  return async function sendsTooManyChunks({ client, id }) {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const [answer] = await exchange(
      client,
      post(style, id, `${json}Transfer-Encoding: chunked\r\n`, chunk.repeat(5)),
      1,
    );
    checkAnswer(answer, [413], id, `too many chunks, ${style}`);
    return `too many chunks: ${answer.status}`;
  };
}

/** Node's parser sees the end first, and answers or closes itself; the endpoint must not have run. */
function truncated(style) {
  return async function sendsTruncated({ client, id }) {
    const answers = await exchange(client, post(style, id, `${json}Content-Length: 1000\r\n`, '{"a":1}'), 2, true);
    return refusedByNode(answers, 'truncated', style);
  };
}

function badChunks(style) {
  return async function sendsBadChunks({ client, id, random }) {
    const chunks = random.oneOf([
      'zz\r\n{}\r\n0\r\n\r\n',
      '-1\r\n{}\r\n',
      '5\r\n{"a":1}\r\n0\r\n\r\n',
      '2\r\n{}0\r\n\r\n',
    ]);
    const answers = await exchange(client, post(style, id, `${json}Transfer-Encoding: chunked\r\n`, chunks), 2);
    return refusedByNode(answers, 'bad chunks', style);
  };
}

/** What lies behind the length is the next request to every reader, and is none. */
function shorterLength(style) {
  return async function sendsMore({ client, id }) {
    const answers = await exchange(client, post(style, id, `${json}Content-Length: 5\r\n`, '{"a":1}'), 3);
    if (answers.length > 2) throw new BrokenPromise('wrong', `shorter length, ${style}: ${answers.length} answers`);
    // Node closes at once, which may come before the answer to what it could read.
    if (answers.length === 2) checkAnswer(answers[0], [400], id, `shorter length, ${style}`);
    return refusedByNode(answers.slice(-1), 'shorter length', style, [undefined, id]);
  };
}

function twoLengths(style) {
  return async function sendsTwoLengths({ client, id }) {
    const headers = `${json}Content-Length: 7\r\nTransfer-Encoding: chunked\r\n`;
    return refusedByNode(await exchange(client, post(style, id, headers, '{"a":1}'), 2), 'two framings', style);
  };
}

function badForm(style, type, body) {
  return async function sendsBadForm({ client, id }) {
    const headers = `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n`;
    const answers = await exchange(client, post(style, id, headers, body) + follower(id), 2);
    checkAnswer(answers[0], [400], id, `bad form, ${style}`);
    checkAnswer(answers[1], [200], `${id}-2`, `after a bad form, ${style}`);
    return `bad form: ${answers[0].status}`;
  };
}

function unknownCharset(style) {
  return async function sendsUnknownCharset({ client, id }) {
    const headers = 'Content-Type: application/json; charset=klingon\r\nContent-Length: 2\r\n';
    const [answer] = await exchange(client, post(style, id, headers, '{}'), 1);
    checkAnswer(answer, [400, 415], id, `unknown charset, ${style}`);
    return `unknown charset: ${answer.status}`;
  };
}

async function exchange(client, text, count, isCutOff = false) {
  const socket = await client.connect();
  const reading = readAnswers(socket, count);
  socket.write(text);
  if (isCutOff) socket.end();
  const answers = await reading;
  socket.destroy();
  return answers;
}

function checkAnswer(answer, statuses, id, what) {
  if (!answer) throw new BrokenPromise('lost', `${what}: no answer`);
  if (answer.id !== id) throw new BrokenPromise('mixed-up', `${what}: sent the id ${id}, got ${answer.id}`);
  if (!statuses.includes(answer.status)) throw new BrokenPromise('wrong', `${what}: status ${answer.status}`);
}

/** Node refuses it before an endpoint has run, or closes where it can say nothing. */
function refusedByNode(answers, what, style, ids = [undefined]) {
  for (const { status, id } of answers) {
    if (status !== 400 || !ids.includes(id))
      throw new BrokenPromise('wrong', `${what}, ${style}: status ${status}, id ${id}`);
  }
  return `${what}: ${answers.length > 0 ? 400 : 'closed'}`;
}
