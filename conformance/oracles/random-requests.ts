import type { Case } from '../replay/case';
import type { Random } from './random';

export type RandomRequest = Omit<Case, 'name' | 'expect'>;

const methods = ['GET', 'GET', 'HEAD', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];
const names = ['a', 'b', 'x[]', 'y[z]', 'é', 'a b', '', 'id', '0', '10', 'length', 'q.r'];
const texts = [
  '',
  '1',
  'x',
  'a b',
  'é✓',
  '100%',
  'a=b',
  'a&b',
  '"q"',
  'true',
  'null',
  '{}',
  '日本',
  '\ud83d\ude00',
  'a+b',
  ';',
  'x'.repeat(40),
];
const types = [
  'application/json',
  'application/json',
  'application/json; charset=utf-8',
  'Application/JSON',
  'application/json; charset=latin1',
  'application/json; charset="utf-16le"',
  'application/ld+json',
  'application/vnd.api+json',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=UTF-8',
  'text/plain',
  'text/plain; charset=iso-8859-1',
  'text/html; charset=nonsense',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'image/png',
  'application/json;',
  'json',
  '/',
  'text/plain; charset=utf-8; format=flowed',
  'application/json ; charset=utf-8',
  'a/b, c/d',
];
const responseTypes = ['text/html', 'application/xml; charset=utf-8', 'application/problem+json', 'text/x-own'];
const statuses = [200, 200, 201, 202, 204, 205, 206, 299, 304, 400, 401, 404, 409, 418, 422, 500, 503, 599];

/** A request with a script of what the handler does with it. */
export function createRequest(random: Random, endpoints: readonly string[]): RandomRequest {
  const method = random.pick(methods);
  const headers: Record<string, string> = { 'x-steps': toAscii(JSON.stringify(createSteps(random))) };
  if (random.chance(0.4)) headers['cookie'] = createCookies(random);
  if (random.chance(0.7)) headers['content-type'] = random.pick(types);
  if (random.chance(0.15))
    headers['if-none-match'] = random.pick(['*', '"x"', 'W/"x", "y"', '"78p3gz236i0"', '"2caikvdqo85", "z"']);
  if (random.chance(0.05)) headers['cache-control'] = random.pick(['no-cache', 'max-age=0']);
  const request = { method, path: `/api/${random.pick(endpoints)}${createQuery(random)}`, headers };
  return random.chance(0.7) ? { ...request, ...createBody(random, headers['content-type'] ?? '') } : request;
}

function createSteps(random: Random): unknown[][] {
  const steps: unknown[][] = [];
  if (random.chance(0.4)) steps.push(['status', random.pick(statuses)]);
  if (random.chance(0.25)) steps.push(['setHeader', 'Content-Type', random.pick(responseTypes)]);
  if (random.chance(0.2)) steps.push(['setHeader', 'X-Own', random.pick(['1', ['a', 'b'], 5])]);
  if (random.chance(0.2))
    steps.push(['setHeader', 'Set-Cookie', random.pick(['a=1', ['a=1; Path=/', 'b=2; HttpOnly']])]);
  if (random.chance(0.1)) steps.push(['setHeader', 'ETag', '"own"']);
  if (random.chance(0.2)) steps.push(['wait']);
  steps.push(createLastStep(random));
  return steps;
}

function createLastStep(random: Random): unknown[] {
  return random
    .pick<() => unknown[]>([
      () => ['echo'],
      () => ['echo'],
      () => ['echo'],
      () => ['json', createValue(random, 3)],
      () => ['send', createValue(random, 2)],
      () => ['send', random.pick(texts)],
      () => ['sendBytes', random.pick(texts)],
      () => ['end', random.pick(['', 'ended'])],
      () => ['redirect', `/${random.pick(['', 'a', 'a?b=c#d', '/example.com'])}`],
      () => ['redirect', random.pick([301, 302, 303, 307, 308]), 'https://example.com/x'],
      () => ['redirect', random.pick<unknown>([null, 301, true, {}])],
      () => ['throw', random.pick<unknown>(['error', 'text', null, 5])],
      () => ['writeHead', random.pick([200, 201, 404]), { 'X-Head': '1' }],
    ])()
    .flatMap((part, i, all) =>
      i === 0 && all[0] === 'writeHead' ? ['end', 'head'] : all[0] === 'writeHead' ? [] : [part],
    );
}

function createValue(random: Random, depth: number): unknown {
  const kind = random.integer(0, depth > 0 ? 7 : 5);
  if (kind === 6) return random.list(0, 3, () => createValue(random, depth - 1));
  if (kind === 7)
    return Object.fromEntries(random.list(0, 3, () => [random.pick(names), createValue(random, depth - 1)]));
  return random.pick<unknown>([null, true, false, 0, -1.5, 1e21, 12345678901234, random.pick(texts)]);
}

function createQuery(random: Random): string {
  if (random.chance(0.4)) return '';
  const pairs = random.list(0, 4, () => {
    const name = encode(random, random.pick(names));
    return random.chance(0.15) ? name : `${name}=${encode(random, random.pick(texts))}`;
  });
  return `?${pairs.join('&')}`;
}

/** Mostly as browsers do it; sometimes raw, or with a bad percent sign. */
function encode(random: Random, text: string): string {
  if (random.chance(0.05)) return `${encodeURIComponent(text)}%z`;
  return random.chance(0.2) ? encodeURIComponent(text).replaceAll('%20', '+') : encodeURIComponent(text);
}

function createCookies(random: Random): string {
  return random
    .list(
      1,
      4,
      () =>
        `${random.pick(['a', 'b', 'c-d', 'E'])}=${random.pick(['', '1', '"q"', '%20', '%zz', 'a=b', 'x y', '"', "{'a':1}"])}`,
    )
    .join(random.pick(['; ', ';', ' ; ']));
}

function createBody(random: Random, type: string): Pick<Case, 'body' | 'hex' | 'chunked'> {
  const chunked = random.chance(0.2) ? { chunked: true } : {};
  if (random.chance(0.1))
    return { hex: random.list(0, 30, () => random.integer(0, 255).toString(16).padStart(2, '0')).join(''), ...chunked };
  if (/json/i.test(type) && random.chance(0.8)) {
    const text = JSON.stringify(createValue(random, 3));
    return { body: random.chance(0.15) ? text.slice(0, -1) : text, ...chunked };
  }
  if (type.includes('urlencoded')) return { body: createQuery(random).slice(1), ...chunked };
  return { body: random.pick(texts), ...chunked };
}

/** Headers are bytes: JSON may stand in one when every other letter is escaped. */
function toAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Joins the path of one recorded request with what another sends, or changes a piece of it. */
export function varyRequest(random: Random, base: Case, other: Case, origin: string): RandomRequest {
  const { name: _, expect: __, etagOf: ___, etagWrap: ____, bodyRepeat: _____, ...own } = base;
  const request: { -readonly [key in keyof RandomRequest]: RandomRequest[key] } = {
    ...own,
    headers: { ...own.headers },
  };
  const headers = request.headers as Record<string, string>;
  if (random.chance(0.5)) request.method = random.pick(methods);
  if (random.chance(0.3)) request.path += createQuery(random).replace('?', request.path.includes('?') ? '&' : '?');
  if (random.chance(0.3)) headers['cookie'] = createCookies(random);
  // Once the head has left, Next drops the rest of a body whose ETag matches; we do not.
  const isHeadSent = /headThen|writeThen/.test(request.path);
  if (random.chance(0.2) && !isHeadSent) headers['if-none-match'] = random.pick(['*', '"x"', 'W/"y", *']);
  if (random.chance(0.3)) headers['content-type'] = random.pick(types);
  if (random.chance(0.4) && !own.hex) Object.assign(request, createBody(random, headers['content-type'] ?? ''));
  if (random.chance(0.2) && other.headers) Object.assign(headers, other.headers);
  if (isHeadSent) delete headers['if-none-match'];
  if (random.chance(0.15)) request.path = varyPath(random, request.path);
  // Without an origin Astro refuses most requests before an endpoint is asked.
  headers['origin'] = origin;
  delete headers['content-length'];
  return request;
}

function varyPath(random: Random, path: string): string {
  const [pathname, search = ''] = path.split(/(?=\?)/);
  const segments = pathname!.replace(/\/$/, '').split('/').slice(1);
  const place = random.integer(0, segments.length - 1);
  const text = encodeURIComponent(
    random.pick(['a', 'users', '42', 'x.json', 'é', 'a b', 'index', 'v2', 'constructor']),
  );
  if (random.chance(0.5)) segments[place] = text;
  else segments.splice(place + 1, 0, text);
  return `/${segments.join('/')}${search}`;
}
