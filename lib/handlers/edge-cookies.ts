/** A cookie as `NextRequest` gives it. */
export interface EdgeCookie {
  readonly name: string;
  readonly value: string;
}

/**
 * The cookies of a `NextRequest`, for reading.
 *
 * @see https://nextjs.org/docs/app/api-reference/functions/next-request#cookies
 */
export class EdgeCookies {
  readonly #values: ReadonlyMap<string, string>;

  constructor(header: string | null) {
    this.#values = readValues(header ?? '');
  }

  get size(): number {
    return this.#values.size;
  }

  get(name: string): EdgeCookie | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : { name, value };
  }

  /** All of them, or those of one name. */
  getAll(name?: string): EdgeCookie[] {
    const all = [...this].map(([, cookie]) => cookie);
    return name === undefined ? all : all.filter((cookie) => cookie.name === name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  *[Symbol.iterator](): Generator<[string, EdgeCookie]> {
    for (const [name, value] of this.#values) yield [name, { name, value }];
  }
}

/** The last of several wins; one without `=` is true, one that cannot be decoded is none. */
function readValues(header: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const pair of header.split(/; */)) {
    if (pair === '') continue;
    const [name, ...rest] = pair.split('=');
    try {
      values.set(name!, rest.length === 0 ? 'true' : decodeURIComponent(rest.join('=')));
    } catch {
      // Not a cookie that a client of ours has been given.
    }
  }
  return values;
}
