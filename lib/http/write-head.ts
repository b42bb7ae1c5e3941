import { channel } from 'node:diagnostics_channel';
import { ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import { NodeHeaders } from './node-classes';

export type HeaderList = [name: string, value: string | string[]][];

/** Headers that belong to one hop (RFC 9110 §7.6.1); the framing of our answer is ours. */
export const hopByHopHeaders = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What leaves before a body. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
}

/** Headers set earlier stay unless they are named here; cookies and `Vary` add up. */
export function writeHead(res: ServerResponse, { status, statusText, headers }: ResponseHead): void {
  res.statusCode = status;
  // HTTP/2 has no reason phrase. Accepted: `I'm a teapot`; refused: a line break or a letter beyond Latin-1.
  if (statusText !== '' && res.req.httpVersionMajor === 1 && /^[\t\x20-\x7e\x80-\xff]+$/.test(statusText)) {
    res.statusMessage = statusText;
  }
  for (const [name, value] of headers) {
    if (name === 'set-cookie') appendCookies(res, value as string[]);
    else if (name === 'vary') mergeVary(res, value as string);
    else res.setHeader(name, value);
  }
}

/** The head of a body that is there as a whole; a short one where the response says no more than a type. */
export function writeWholeHead(res: ServerResponse, head: ResponseHead, length: number): void {
  const [first] = head.headers;
  if (head.headers.length === 1 && first![0] === 'content-type' && head.statusText === '') {
    return writeShortHead(res, head.status, first![1] as string, length);
  }
  writeHead(res, head);
  res.setHeader('content-length', length);
}

/**
 * The head of an answer that has a type and a length and nothing else. Two calls of `setHeader` are a twentieth of such an answer on a
 * bare server; written in one, `getHeader` does not know them afterwards, so that it is done only where nobody waits to ask.
 */
export function writeShortHead(res: ServerResponse, status: number, type: string, length: number): void {
  if (isUnwatched(res)) return void res.writeHead(status, { 'content-type': type, 'content-length': length });
  res.statusCode = status;
  res.setHeader('content-type', type);
  res.setHeader('content-length', length);
}

const { prototype } = ServerResponse;
/** As they were when we were loaded: what instruments put in their place later is not these. */
const plain: Record<'setHeader' | 'writeHead' | 'end', unknown> = {
  setHeader: Reflect.get(prototype, 'setHeader'),
  writeHead: Reflect.get(prototype, 'writeHead'),
  end: Reflect.get(prototype, 'end'),
};
// Held, since Node drops a channel that nobody holds; absent where a test mocks the module.
const finishes = channel?.('http.server.response.finish');

/** A response of Node's own class, no app's, whose methods nobody has wrapped and whose end only Node itself listens for. */
function isUnwatched(res: ServerResponse): boolean {
  return (
    Object.getPrototypeOf(res) === prototype &&
    res.setHeader === plain.setHeader &&
    res.writeHead === plain.writeHead &&
    res.end === plain.end &&
    res.listenerCount('finish') === 1 &&
    res.listenerCount('close') === 0 &&
    !finishes?.hasSubscribers
  );
}

function appendCookies(res: ServerResponse, cookies: string[]): void {
  const earlier = res.getHeader('set-cookie');
  res.setHeader('set-cookie', earlier === undefined ? cookies : [earlier, cookies].flat().map(String));
}

export function mergeVary(res: ServerResponse, value: string): void {
  const earlier = String(res.getHeader('vary') ?? '');
  const names = new Map<string, string>();
  for (const name of `${earlier},${value}`.split(',')) {
    if (name.trim() !== '') names.set(name.trim().toLowerCase(), name.trim());
  }
  res.setHeader('Vary', names.has('*') ? '*' : [...names.values()].join(', '));
}

// What Node sends as it is. Accepted: `text/html; charset=utf-8`; refused, or left to Node to judge: a control character.
const plainValue = /^[\x20-\x7e]*$/;

/**
 * Headers accepts characters that Node refuses: better to learn of them before the first is set.
 *
 * @param readCookies Asked when there is a `Set-Cookie` among the headers: some list it as one value.
 * @param cookies Further `Set-Cookie` values, which follow.
 * @param source The response they belong to. `fetch()` has decoded the body of its own, but leaves the headers of the coded one.
 */
export function readHeaders(
  headers: Iterable<[string, string]>,
  readCookies: () => readonly string[],
  cookies: readonly string[],
  source?: Pick<Response, 'url'>,
): HeaderList {
  const list: HeaderList = [];
  let setCookies = cookies;
  let isDecoded = false;
  const isNodes = headers instanceof NodeHeaders;
  for (const [name, value] of headers) {
    if (name === 'set-cookie') {
      setCookies = [...readCookies(), ...cookies];
      continue;
    }
    if (hopByHopHeaders.has(name)) continue;
    if (name === 'content-length' && !/^\d+$/.test(value)) continue;
    if (name === 'content-encoding' && source !== undefined && source.url !== '') {
      isDecoded = true;
      continue;
    }
    // Node's own have checked the names.
    if (!isNodes) validateHeaderName(name);
    if (!plainValue.test(value)) validateHeaderValue(name, value);
    list.push([name, value]);
  }
  for (const cookie of setCookies) validateHeaderValue('set-cookie', cookie);
  if (setCookies.length > 0) list.push(['set-cookie', [...setCookies]]);
  return isDecoded ? list.filter(([name]) => name !== 'content-length') : list;
}

/** Headers that describe the answer that failed, not the error that takes its place. */
const answerHeaders = [
  'Content-Type',
  'Content-Length',
  'Content-Encoding',
  'Content-Language',
  'Content-Range',
  'Content-Disposition',
  'Transfer-Encoding',
  'Trailer',
  'Expires',
  'ETag',
  'Last-Modified',
];

/** Takes back what was said of an answer that has not left; its status and all other headers stay. */
export function forgetAnswer(res: ServerResponse): void {
  // Node frames no answer by itself any more once its framing was removed, be it there or not.
  for (const name of answerHeaders) if (res.hasHeader(name)) res.removeHeader(name);
  // The reason phrase is Node's again, that of the status; HTTP/2 has none, and warns whoever touches it.
  if (res.req.httpVersionMajor === 1 && res.statusMessage) res.statusMessage = '';
}
