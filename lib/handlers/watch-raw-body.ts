import type { ParsedRequest } from '../http/parsed-body';
import { hasBody, isBodyTouched } from '../http/read-body';

/** Looks at a request before the middleware of its route runs. */
export type RawBodyWatch = (req: ParsedRequest, logger: { warn(message: string): void }) => void;

/** Warns once when a route wants the bytes of a body that an earlier parser has turned into a value. */
export function createRawBodyWatch(path: string): RawBodyWatch {
  let hasWarned = false;
  return function watchRawBody(req, logger) {
    if (hasWarned || !isBodyTouched(req) || !hasBody(req) || isRaw(req.rawBody) || isRaw(req.body)) return;
    hasWarned = true;
    logger.warn(
      `${path}: it wants the raw body, but a body parser came first, and no signature over the bytes will match. Mount apiRoutes() ` +
        'before that parser, or let it keep the bytes: express.json({ verify: (req, res, bytes) => { req.rawBody = bytes; } }).',
    );
  };
}

function isRaw(body: unknown): boolean {
  return body instanceof Uint8Array || typeof body === 'string';
}
