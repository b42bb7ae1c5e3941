import { once } from 'node:events';
import { checkHeader, readFirst } from './client.mjs';

/** Clients that go away, each at another moment, half of them with a reset and half with a goodbye. */
export const aborts = [
  { weight: 1, run: leaveInHead },
  { weight: 4, run: leaveInBody('next') },
  { weight: 4, run: leaveInBody('astro') },
  { weight: 4, run: leaveInBody('class') },
  { weight: 4, run: leaveInBody('express') },
  { weight: 2, run: leaveInBody('edge') },
  { weight: 2, run: leaveInBody('upload/next') },
  { weight: 2, run: leaveInBody('upload/astro') },
  { weight: 2, run: leaveInChunks('next') },
  { weight: 2, run: leaveInChunks('astro') },
  { weight: 4, run: leaveBeforeAnswer('slow') },
  { weight: 4, run: leaveBeforeAnswer('next-slow') },
  { weight: 4, run: leaveInAnswer('download/next') },
  { weight: 4, run: leaveInAnswer('download/astro') },
  { weight: 2, run: leaveInAnswer('events/next') },
  { weight: 2, run: leaveInAnswer('events/astro') },
  { weight: 2, run: leaveInPipeline },
];

const head = (method, path, id, rest = '') =>
  `${method} /api/${path} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${id}\r\n${rest}\r\n`;

async function leaveInHead({ client, id, random }) {
  const text = head('GET', `next/${id}`, id);
  return sendAndLeave(client, text.slice(0, 1 + random.upTo(text.length - 2)), random, 'left in the head');
}

function leaveInBody(style) {
  return async function leavesInBody({ client, id, random }) {
    const length = 2 + random.upTo(60_000);
    const headers = `Content-Type: application/json\r\nContent-Length: ${length}\r\n`;
    const text = head('POST', `${style}/${id}`, id, headers) + `"${'x'.repeat(random.upTo(length - 2))}`;
    return sendAndLeave(client, text, random, 'left in the body');
  };
}

function leaveInChunks(style) {
  return async function leavesInChunks({ client, id, random }) {
    const headers = 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n';
    const chunks = `7\r\n{"a":1,\r\n`.repeat(1 + random.upTo(3)) + '400\r\nxxxx';
    return sendAndLeave(
      client,
      head('POST', `${style}/${id}`, id, headers) + chunks,
      random,
      'left in a chunk of the body',
    );
  };
}

function leaveBeforeAnswer(style) {
  return async function leavesBeforeAnswer({ client, id, random }) {
    const text = head('GET', `${style}/${id}?ms=${random.upTo(30)}`, id);
    return sendAndLeave(client, text, random, 'left before the answer');
  };
}

/** What has come until then belongs to the request. */
function leaveInAnswer(style) {
  return async function leavesInAnswer({ client, id, random }) {
    const socket = await client.connect();
    socket.write(head('GET', `${style}/${id}?chunks=200`, id));
    checkHeader(/^x-request-id: (.*)\r$/im.exec(await readFirst(socket))?.[1], id, style);
    await random.moment();
    return leave(socket, random, 'left in the answer');
  };
}

async function leaveInPipeline({ client, id, random }) {
  const text = head('GET', `astro/${id}`, id) + head('GET', `slow/${id}?ms=20`, id) + head('GET', `next/${id}`, id);
  return sendAndLeave(client, text, random, 'left with three requests on their way');
}

async function sendAndLeave(client, text, random, what) {
  const socket = await client.connect();
  socket.resume().write(text);
  await random.moment();
  return leave(socket, random, what);
}

async function leave(socket, random, what) {
  const closed = socket.closed ? undefined : once(socket, 'close');
  if (random.chance(0.5)) socket.resetAndDestroy();
  else socket.destroy();
  await closed;
  return what;
}
