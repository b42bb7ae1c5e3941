import fc from 'fast-check';

/** What paths are built of, and what has fooled routers: other spellings of letters, slashes and dots. */
const pieces = [
  '/',
  '//',
  '/./',
  '/../',
  '\\',
  '%2f',
  '%2F',
  '%5c',
  '.',
  '..',
  '%2e',
  '%2E%2e',
  ';',
  ';x=1',
  '#',
  '?',
  '?a=/api/admin/x',
  '%00',
  '%',
  '%zz',
  '%25',
  'api',
  '/api',
  'admin',
  '/admin',
  'Admin',
  'ADMIN',
  '%61dmin',
  'adm%69n',
  '%2561dmin',
  'ad',
  'min',
  'x',
  '/x',
  'users',
  '/users',
  'v1',
  '/v1',
  'index',
  '.json',
  '.js',
  '%20',
  ' ',
  '+',
  '&',
  '@',
  ':',
  'http://',
  'http://a',
  '[id]',
  '_',
  '-',
  '~',
  '*',
  '!',
  'é',
  '%C3%A9',
  '%c0%ae',
  '｡',
  'ａ',
];

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...pieces) },
  { weight: 1, arbitrary: fc.string({ maxLength: 3 }) },
);
const tail = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));

/** Hosts that one parser of URLs may end earlier than another. */
const hostEnd = fc.oneof(
  fc.constantFrom(...';\'%!$&()*+,=~._-:@[]^`{|}"<> '),
  fc.constantFrom('%41', '%2f', ':80', ':', '@b'),
);
const oddHost = fc
  .tuple(fc.constantFrom('a', 'a.test', ''), fc.array(hostEnd, { maxLength: 3 }))
  .map(([host, ends]) => host + ends.join(''));

/** What a client says that it wants, in a request line and a Host header which agree. */
export const absoluteTarget = fc
  .tuple(
    oddHost,
    fc.oneof(
      tail.map((text) => `/api/admin${text}`),
      tail,
    ),
  )
  .map(([host, path]) => ({ url: `http://${host}${path}`, rawHeaders: ['Host', host] }));

/** The path and query of a request line, as rough as a client can make it. */
export const rawTarget = fc.oneof(
  { weight: 4, arbitrary: tail.map((text) => `/api/admin${text}`) },
  { weight: 3, arbitrary: tail.map((text) => `/api/${text}`) },
  { weight: 2, arbitrary: tail.map((text) => `/${text}`) },
  { weight: 1, arbitrary: tail.map((text) => `http://a.test/api/${text}`) },
  { weight: 1, arbitrary: tail },
);
