import { once } from 'node:events';
import type { Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Status line and header lines. */
  readonly head: string;
  readonly body: string;
  /** Whether the server said that it will close the connection. */
  readonly closes: boolean;
}

/** Reads answers off a socket, one after the other, as strictly as a client may. */
export class HttpReader {
  #received = '';
  #isClosed = false;

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.#received += chunk.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => (this.#isClosed = true));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The next final answer; undefined when the connection ends without one. */
  async read(method: string): Promise<Answer | undefined> {
    for (;;) {
      const end = await this.#find('\r\n\r\n');
      if (end === -1) return undefined;
      const head = this.#received.slice(0, end);
      this.#received = this.#received.slice(end + 4);
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(`${head.split('\r\n', 1)[0]} `)?.[1] ?? NaN);
      if (Number.isNaN(status)) throw new Error(`No status line: ${head.slice(0, 200)}`);
      if (status < 200) continue;
      const body = await this.#readBody(method, status, head);
      return { status, head, body, closes: /^connection: close\r?$/im.test(head) };
    }
  }

  /** Resolves once the server has closed the connection. */
  async closed(): Promise<void> {
    if (!this.#isClosed) await once(this.socket, 'close');
  }

  async #readBody(method: string, status: number, head: string): Promise<string> {
    checkHead(head);
    if (method === 'HEAD' || status === 204 || status === 304) return '';
    const length = /^content-length: (\d+)$/im.exec(head)?.[1];
    if (length !== undefined) return this.#take(Number(length));
    if (/^transfer-encoding: chunked$/im.test(head)) return this.#readChunks();
    await this.closed();
    return this.#take(this.#received.length);
  }

  async #readChunks(): Promise<string> {
    let body = '';
    for (;;) {
      const end = await this.#find('\r\n');
      if (end === -1) throw new Error('The connection ended in a chunked body');
      const size = parseInt(this.#received.slice(0, end), 16);
      this.#received = this.#received.slice(end + 2);
      const chunk = await this.#take(size + 2);
      if (size === 0) return body;
      body += chunk.slice(0, size);
    }
  }

  async #take(length: number): Promise<string> {
    while (this.#received.length < length) {
      if (this.#isClosed) throw new Error('The connection ended in a body');
      await this.#more();
    }
    const taken = this.#received.slice(0, length);
    this.#received = this.#received.slice(length);
    return taken;
  }

  async #find(text: string): Promise<number> {
    for (;;) {
      const at = this.#received.indexOf(text);
      if (at !== -1 || this.#isClosed) return at;
      await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.socket.off('data', done).off('close', done);
        resolve();
      };
      this.socket.once('data', done).once('close', done);
    });
  }
}

/** A second reader of these bytes, a proxy say, must come to the same end of the body. */
function checkHead(head: string): void {
  const lines = head.split('\r\n').slice(1);
  const names = lines.map((line) => /^([!#$%&'*+.^_`|~\w-]+): [^\0\n]*$/.exec(line)?.[1]?.toLowerCase());
  if (names.includes(undefined)) throw new Error(`An invalid header line: ${JSON.stringify(head)}`);
  const count = (name: string): number => names.filter((other) => other === name).length;
  if (count('content-length') + count('transfer-encoding') > 1) throw new Error(`Two framings: ${head}`);
}
