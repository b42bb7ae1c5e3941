/** One row of the torture list: bytes on a socket, and what must come back. */
export interface TortureCase {
  /** The row of the list, such as `U1`; several cases may share one. */
  readonly id: string;
  readonly title: string;
  /** Sent as Latin-1, byte by byte as it stands. */
  readonly request: string;
  /** The statuses that are right; 0 stands for a connection that is closed without an answer. */
  readonly status: number | readonly number[];
  /** Whether an endpoint may have run. @default after a 2xx it has, otherwise it has not */
  readonly handler?: 'ran' | 'idle' | 'either';
  readonly body?: string | RegExp;
  /** What the head of the answer shows. */
  readonly head?: RegExp;
  /** What the head of the answer must not show. */
  readonly absent?: RegExp;
  /** Whether the row is about an Express app, so that it is not played on a bare server. */
  readonly needs?: 'Express';
  /** Whether the server announces the end of the connection. */
  readonly closes?: boolean;
}

export const host = 'torture.test';

/** A request line, a Host header, more header lines and a body. */
export function request(method: string, target: string, lines: readonly string[] = [], body = ''): string {
  return `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n${body}`;
}

export function get(target: string, ...lines: string[]): string {
  return request('GET', target, lines);
}

/** A POST with its length. */
export function post(target: string, type: string | undefined, body: string, ...lines: string[]): string {
  const own = type === undefined ? [] : [`Content-Type: ${type}`];
  return request('POST', target, [...own, ...lines, `Content-Length: ${body.length}`], body);
}

/** A POST whose length nobody declares. */
export function postChunked(target: string, type: string, chunks: readonly string[], ...lines: string[]): string {
  const body = [...chunks, ''].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  return request('POST', target, [`Content-Type: ${type}`, ...lines, 'Transfer-Encoding: chunked'], body);
}

/** One row per input. */
export function rows<T>(inputs: readonly T[], make: (input: T) => TortureCase): TortureCase[] {
  return inputs.map(make);
}

/** An input in a title, short and printable. */
export function show(input: string): string {
  const text = JSON.stringify(input);
  return text.length > 60 ? `${text.slice(0, 40)}... (${input.length} characters)` : text;
}
