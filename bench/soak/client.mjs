import http from 'node:http';
import { connect } from 'node:net';

const patienceMs = 60_000;

/** An answer that never came, that was cut, or that belonged to somebody else. */
export class BrokenPromise extends Error {
  /** @param kind `lost`, `mixed-up` or `wrong`. */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

/** A client with connections that it uses again, and others that it may break. */
export class Client {
  #port;
  #agent = new http.Agent({ keepAlive: true, maxSockets: 100 });
  #sockets = new Set();

  constructor(port) {
    this.#port = port;
  }

  /** Sends a request on a connection that is kept, and reads the answer whole. */
  async ask(path, { id, method = 'GET', headers, body, rest } = {}) {
    const res = await this.open(path, { id, method, headers, body });
    const text = await readAll(res, rest);
    return { status: res.statusCode, headers: res.headers, text };
  }

  /** Sends a request and gives back the answer with its body unread; leave it with `destroy()`. */
  open(path, { id, method = 'GET', headers = {}, body }) {
    return new Promise((resolve, reject) => {
      const all = { ...(id !== undefined && { 'X-Request-Id': id }), ...headers };
      if (body !== undefined) all['Content-Length'] ??= Buffer.byteLength(body);
      const req = http.request({ port: this.#port, agent: this.#agent, method, path, headers: all });
      const fail = (error) => {
        const where = req.reusedSocket ? 'a connection used before' : 'a new connection';
        reject(new BrokenPromise('lost', `${method} ${path}: ${error.code ?? error.message} on ${where}`));
      };
      req.setTimeout(patienceMs, () => req.destroy(new Error('no answer in time')));
      req.on('error', fail);
      req.on('response', (res) => {
        req.off('error', fail).on('error', () => {});
        checkHeader(res.headers['x-request-id'], id, path);
        resolve(res);
      });
      req.end(body);
    });
  }

  /** A connection whose bytes are the caller's. */
  connect() {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
      this.#sockets.add(socket);
      socket.setTimeout(patienceMs, () => socket.destroy(new Error('no answer in time')));
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject).on('error', () => {});
        resolve(socket);
      });
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  close() {
    this.#agent.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** The answers that a connection gives until it closes or `count` of them are there. */
export function readAnswers(socket, count) {
  return new Promise((resolve, reject) => {
    let received = '';
    const answers = [];
    const onData = (chunk) => {
      received += chunk.toString('latin1');
      for (let answer = take(); answer; answer = take()) answers.push(answer);
      if (answers.length >= count) finish();
    };
    const onTimeout = () => reject(new BrokenPromise('lost', 'no answer in time'));
    const finish = () => {
      socket.off('data', onData).off('close', finish).off('timeout', onTimeout);
      resolve(answers);
    };
    /** The next whole answer; ours have a length, and so have Node's own but for its last one. */
    const take = () => {
      const headEnd = received.indexOf('\r\n\r\n');
      if (headEnd === -1) return undefined;
      const head = received.slice(0, headEnd);
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
      const end = headEnd + 4 + length;
      if (received.length < end) return undefined;
      const text = received.slice(headEnd + 4, end);
      received = received.slice(end);
      const id = /^x-request-id: (.*)$/im.exec(head)?.[1];
      return { status: Number(head.slice(9, 12)), id, text };
    };
    socket.on('data', onData).on('close', finish).on('timeout', onTimeout);
  });
}

/** The first bytes of an answer; what closes without any is lost. */
export function readFirst(socket) {
  return new Promise((resolve, reject) => {
    socket.once('data', (chunk) => resolve(chunk.toString('latin1')));
    socket.once('close', () => reject(new BrokenPromise('lost', 'closed without an answer')));
  });
}

/** Reads a body; `rest` is called after each chunk, for a client that is slow. */
export async function readAll(res, rest) {
  const chunks = [];
  try {
    for await (const chunk of res) {
      chunks.push(chunk);
      await rest?.();
    }
  } catch (error) {
    throw new BrokenPromise('lost', `${res.req.method} ${res.req.path} was cut: ${error.code ?? error.message}`);
  }
  return Buffer.concat(chunks).toString();
}

export function checkHeader(got, id, what) {
  if (got === id) return;
  const kind = got === undefined ? 'lost' : 'mixed-up';
  throw new BrokenPromise(kind, `${what}: sent the id ${id}, got ${got} in the header`);
}

export function checkStatus(got, expected, what) {
  if (got !== expected) throw new BrokenPromise('wrong', `${what}: status ${got}, not ${expected}`);
}

export function checkText(got, expected, what) {
  if (got === expected) return;
  throw new BrokenPromise('mixed-up', `${what}: got ${JSON.stringify(got.slice(0, 200))}`);
}
