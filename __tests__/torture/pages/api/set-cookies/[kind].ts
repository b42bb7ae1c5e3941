import type { APIRoute } from 'express-pages-api';
import { ran } from '../../../calls';

type Cookies = Parameters<APIRoute>[0]['cookies'];

/** What a careless endpoint may do with text that a client chose. */
const kinds: Record<string, (cookies: Cookies, res: any) => unknown> = {
  'name-space': (cookies) => cookies.set('a b', '1'),
  'name-semicolon': (cookies) => cookies.set('a;b', '1'),
  'name-equals': (cookies) => cookies.set('a=b', '1'),
  'name-crlf': (cookies) => cookies.set('a\r\nX: 1', '1'),
  'name-empty': (cookies) => cookies.set('', '1'),
  'name-unicode': (cookies) => cookies.set('ä€', '1'),
  'domain-semicolon': (cookies) => cookies.set('a', '1', { domain: 'a;b' }),
  'domain-crlf': (cookies) => cookies.set('a', '1', { domain: 'a\r\nX: 1' }),
  'path-semicolon': (cookies) => cookies.set('a', '1', { path: '/;x' }),
  'path-crlf': (cookies) => cookies.set('a', '1', { path: '/\r\nX: 1' }),
  'same-site': (cookies) => cookies.set('a', '1', { sameSite: 'none; Domain=x' as 'none' }),
  priority: (cookies) => cookies.set('a', '1', { priority: 'x;y' as 'low' }),
  expires: (cookies) => cookies.set('a', '1', { expires: 'never' as unknown as Date }),
  'expires-invalid': (cookies) => cookies.set('a', '1', { expires: new Date(NaN) }),
  'max-age': (cookies) => cookies.set('a', '1', { maxAge: NaN }),
  encode: (cookies) => cookies.set('a', '1', { encode: () => 'x\r\nX: 1' }),
  value: (cookies) => cookies.set('a', 'é€😀 ;,"\\\r\n%'),
  delete: (cookies) => cookies.delete('a', { path: '/p', domain: 'torture.test' }),
  several: (cookies, res) => {
    res.setHeader('Set-Cookie', ['first=1', 'second=2; Expires=Wed, 21 Oct 2037 07:28:00 GMT']);
    cookies.set('fourth', '4');
    cookies.set('fifth', '5');
    return new Response('several', { headers: [['Set-Cookie', 'third=3']] });
  },
  'host-prefix': (cookies) => cookies.set('__Host-a', '1', { domain: 'torture.test' }),
  late: (cookies) => {
    setTimeout(() => cookies.set('late', '1'), 1);
  },
};

export const GET: APIRoute = ({ params, cookies, res }) => {
  const returned = kinds[params['kind']!]!(cookies, res);
  ran('set-cookies');
  return returned instanceof Response ? returned : new Response('set');
};
