import { describeValue } from '../../errors/http-error';
import type { Exchange } from './link-exchanges';
import { isObject, type Json, type ParityRequest } from './parity-request';

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** What is read of a HAR entry, as its specification has it. */
interface HarEntry {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly Pair[];
    readonly postData?: {
      readonly mimeType?: string;
      readonly text?: string;
      readonly encoding?: string;
      readonly params?: readonly Pair[];
    };
  };
  readonly response?: {
    readonly headers?: readonly Pair[];
    readonly content?: { readonly text?: string; readonly encoding?: string };
  };
}

/** What belongs to one connection, or is decided by whoever sends the request. */
export const hopHeaders: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The requests of a HAR 1.2 log to the site of its first entry, with what was answered.
 *
 * @throws TypeError when the log has not the shape of one.
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function readHar(
  log: { readonly [key: string]: Json },
  file: string,
): { exchanges: Exchange[]; skipped: string[] } {
  const { entries } = log;
  if (!Array.isArray(entries)) throw new TypeError(`${file} is a HAR file without log.entries.`);
  const skipped: string[] = [];
  const exchanges: Exchange[] = [];
  const all = (entries as Json[]).map((entry, i) => checkEntry(entry, `Entry ${i + 1} of ${file}`));
  const site = all[0] && new URL(all[0].request.url).host;
  // Browsers leave cookies out of what they export: then those of the answers are sent.
  const knowsCookies = all.some(({ request }) => request.headers.some(({ name }) => name.toLowerCase() === 'cookie'));
  for (const entry of all) {
    const { method, url, postData } = entry.request;
    const { host, protocol } = new URL(url);
    if (host !== site || !/^https?:$/.test(protocol)) skipped.push(`${method} ${url}: another site`);
    else if (
      postData &&
      postData.text === undefined &&
      !isForm(postData.mimeType) &&
      (postData.params ?? []).length > 0
    ) {
      skipped.push(`${method} ${url}: the file does not hold its body`);
    } else exchanges.push(toExchange(entry, knowsCookies));
  }
  return { exchanges, skipped };
}

function toExchange({ request, response }: HarEntry, knowsCookies: boolean): Exchange {
  const { pathname, search } = new URL(request.url);
  const headers = toHeaders(request.headers);
  const hasCookies = 'cookie' in headers;
  const text = response?.content?.text;
  return {
    request: {
      method: request.method,
      path: pathname + search,
      headers,
      ...readBody(request.postData),
      ...(knowsCookies && !hasCookies && { cookies: false }),
    },
    headers: toHeaders(response?.headers ?? []),
    text:
      text !== undefined && response?.content?.encoding === 'base64' ? Buffer.from(text, 'base64').toString() : text,
  };
}

function toHeaders(pairs: readonly Pair[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { name, value } of pairs) {
    const key = name.toLowerCase();
    // `:authority` and its like are HTTP/2's own.
    if (key.startsWith(':') || hopHeaders.has(key)) continue;
    headers[key] = key in headers ? `${headers[key]}${key === 'cookie' ? '; ' : ', '}${value}` : value;
  }
  return headers;
}

function readBody(postData: HarEntry['request']['postData']): Pick<ParityRequest, 'body' | 'bodyBase64'> {
  if (!postData) return {};
  const { text, encoding, params = [] } = postData;
  if (text === undefined) {
    const form = new URLSearchParams(params.map(({ name, value }): [string, string] => [name, value]));
    return params.length > 0 ? { body: form.toString() } : {};
  }
  return encoding === 'base64' ? { bodyBase64: text } : { body: text };
}

function isForm(mimeType = ''): boolean {
  return mimeType.startsWith('application/x-www-form-urlencoded');
}

function checkEntry(entry: Json, name: string): HarEntry {
  const request = isObject(entry) ? entry['request'] : undefined;
  if (!isObject(request)) throw new TypeError(`${name} has no request.`);
  const { method, url, headers } = request;
  if (typeof method !== 'string') throw new TypeError(`${name}: method must be text, not ${describeValue(method)}.`);
  if (typeof url !== 'string' || !URL.canParse(url))
    throw new TypeError(`${name}: url must be a URL, not ${describeValue(url)}.`);
  const isPair = (item: Json): boolean =>
    isObject(item) && typeof item['name'] === 'string' && typeof item['value'] === 'string';
  if (!Array.isArray(headers) || !headers.every(isPair))
    throw new TypeError(`${name}: headers must be a list of names and values.`);
  return entry as unknown as HarEntry;
}
