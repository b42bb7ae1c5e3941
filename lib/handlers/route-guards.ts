import type { CorsOptions } from 'cors';
import type { CsrfOptions } from '../modules/endpoint-config';
import type { BodyLimit } from '../http/read-body';

/** What may refuse a request before the handler runs, in words for the table of routes. */
export interface RouteGuards {
  /** The origins whose pages may read the answers, `*` for any; false when CORS is off. */
  readonly cors: readonly string[] | false;
  /** The origins trusted beside our own; false when CSRF protection is off. */
  readonly csrf: readonly string[] | false;
  /** The most that a body may have, such as `1mb`; false when the stream is left to the handler. */
  readonly bodyLimit: string | false;
}

export function describeGuards(
  cors: boolean | CorsOptions,
  csrf: boolean | CsrfOptions,
  limit: BodyLimit | undefined,
): RouteGuards {
  return {
    cors: describeOrigins(cors),
    csrf: csrf === false ? false : csrf === true ? [] : (csrf.trustedOrigins ?? []),
    bodyLimit: limit?.label ?? false,
  };
}

function describeOrigins(cors: boolean | CorsOptions): readonly string[] | false {
  if (cors === false) return false;
  const { origin = '*' } = cors === true ? {} : cors;
  if (origin === false) return false;
  if (typeof origin === 'function') return ['decided by a function'];
  return [origin].flat().map((item) => (item === true ? '*' : String(item)));
}
