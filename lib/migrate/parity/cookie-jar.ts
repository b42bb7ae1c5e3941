import { parseCookie, parseSetCookie, stringifyCookie } from 'cookie';

interface KeptCookie {
  readonly value: string;
  readonly path: string;
  readonly expires: number;
}

/** The cookies that one app has set, as a browser on its own site would keep them. */
export class CookieJar {
  readonly #cookies = new Map<string, KeptCookie>();

  take(setCookies: readonly string[], requestPath: string): void {
    for (const text of setCookies) {
      const { name, value = '', path, maxAge, expires } = parseSetCookie(text, { decode: asIs });
      const ends = maxAge === undefined ? (expires?.getTime() ?? Infinity) : Date.now() + maxAge * 1000;
      const scope = path?.startsWith('/') ? path : defaultPath(requestPath);
      const key = `${name}\0${scope}`;
      if (ends <= Date.now()) this.#cookies.delete(key);
      else this.#cookies.set(key, { value, path: scope, expires: ends });
    }
  }

  /**
   * The `Cookie` header of a request. One that is given names the cookies to send: those that the app
   * has set since have its values.
   */
  headerFor(path: string, given: string | undefined): string | undefined {
    const kept = this.#matching(path.split('?')[0]!);
    if (given === undefined)
      return kept.size > 0 ? stringifyCookie(Object.fromEntries(kept), { encode: asIs }) : undefined;
    const asked = parseCookie(given, { decode: asIs });
    const values = Object.entries(asked).map(([name, value]) => [name, kept.get(name) ?? value ?? '']);
    return stringifyCookie(Object.fromEntries(values) as Record<string, string>, { encode: asIs });
  }

  #matching(path: string): Map<string, string> {
    const found = new Map<string, string>();
    // The longer path wins, as RFC 6265 §5.4 sorts them.
    const sorted = [...this.#cookies].sort(([, a], [, b]) => a.path.length - b.path.length);
    for (const [key, cookie] of sorted) {
      const isBelow = path === cookie.path || path.startsWith(cookie.path.replace(/\/?$/, '/'));
      if (isBelow && cookie.expires > Date.now()) found.set(key.split('\0')[0]!, cookie.value);
    }
    return found;
  }
}

function asIs(text: string): string {
  return text;
}

/** RFC 6265 §5.1.4 */
function defaultPath(requestPath: string): string {
  const path = requestPath.split('?')[0]!;
  const end = path.lastIndexOf('/');
  return end <= 0 ? '/' : path.slice(0, end);
}
