import type { HttpReader } from './http-reader';
import { type Answer } from './http-reader';
import { get, type TortureCase } from './torture-case';
import type { TortureServer } from './torture-server';

/** Paths, stacks, names of modules and what the faulty endpoints of the app keep to themselves. */
const leaks =
  /top secret|node:internal|node_modules|__tests__|\n\s+at |file:\/\/\/|\/tmp\/|\/home\/|\.[cm]?[jt]s:\d|ERR_[A-Z_]+/;

const ourRefusals = [400, 403, 405, 413, 501];

let lastNonce = 0;

/** Plays one case and holds it to its own expectations and to those that stand for every row. */
export async function playRow(server: TortureServer, row: TortureCase): Promise<void> {
  const reader = await server.connect();
  try {
    const method = /^\s*(\S+)/.exec(row.request)?.[1] ?? 'GET';
    reader.socket.write(Buffer.from(row.request, 'latin1'));
    const answer = await readAnswer(reader, method, row);
    checkAnswer(answer, row);
    if (answer) await checkConnection(reader, answer, row);
  } finally {
    reader.socket.destroy();
    // Taken whatever has failed, or the next row would be blamed.
    await checkHealth(server);
    const { calls, uncaught } = await server.report();
    expect(uncaught).toEqual([]);
    checkCalls(calls, row);
  }
}

/** A body that the server cuts off is an answer, too, where the row says so. */
async function readAnswer(reader: HttpReader, method: string, row: TortureCase): Promise<Answer | undefined> {
  const answer = reader.read(method).catch((error: Error) => {
    if (row.body === 'cut' && error.message.startsWith('The connection ended')) return undefined;
    throw error;
  });
  return within(answer, 'an answer');
}

function checkAnswer(answer: Answer | undefined, row: TortureCase): void {
  if (row.body === 'cut' && !answer) return;
  const status = answer?.status ?? 0;
  const statuses = [row.status].flat();
  if (!statuses.includes(status))
    throw new Error(`Status ${status}, not ${statuses.join(' or ')}: ${answer?.body.slice(0, 300)}`);
  if (!answer) return;
  if (row.body === 'cut') expect(status).toBe(500);
  else if (row.body instanceof RegExp) expect(answer.body).toMatch(row.body);
  else if (row.body !== undefined && status < 400) expect(answer.body).toContain(row.body);
  if (row.head) expect(answer.head).toMatch(row.head);
  if (row.absent) expect(answer.head).not.toMatch(row.absent);
  // Express's own 404 names the path that was asked for.
  const path = /^\s*\S+ ([^ ?\r]+)/.exec(row.request)?.[1] ?? '';
  if (status < 400) return;
  // Node's own refusals have no type; a row that takes one for ours would prove nothing.
  if (ourRefusals.includes(status) && !row.closes && !/^content-type: /im.test(answer.head))
    throw new Error(`Node refused this: ${answer.head}`);
  const shown = `${answer.head}\n${answer.body.replace(path, '')}`;
  expect(shown).not.toMatch(leaks);
  expect(shown).not.toContain(process.cwd());
}

/** The next request gets its own answer, or the connection is closed as the server said. */
async function checkConnection(reader: HttpReader, answer: Answer, row: TortureCase): Promise<void> {
  if (row.closes || answer.closes) {
    reader.socket.end();
    return within(reader.closed(), 'the end of the connection');
  }
  const nonce = String(++lastNonce);
  reader.socket.write(get(`/api/sync?nonce=${nonce}`));
  const next = await within(reader.read('GET'), 'the next answer');
  if (!next) throw new Error('The connection was closed without a word');
  expect(next).toMatchObject({ status: 200, body: JSON.stringify({ nonce }) });
}

async function checkHealth(server: TortureServer): Promise<void> {
  const reader = await server.connect();
  const nonce = String(++lastNonce);
  reader.socket.write(get(`/api/sync?nonce=${nonce}`, 'Connection: close'));
  const answer = await within(reader.read('GET'), 'a sign of life');
  expect(answer?.body).toBe(JSON.stringify({ nonce }));
}

function checkCalls(calls: readonly string[], row: TortureCase): void {
  const succeeds = [row.status].flat().every((status) => status >= 200 && status < 300);
  const expected = row.handler ?? (succeeds ? 'ran' : 'idle');
  if (expected === 'idle') expect(calls).toEqual([]);
  if (expected === 'ran') expect(calls).not.toEqual([]);
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited 3 s for ${what}`)), 3000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
