import type { IncomingMessage } from 'node:http';
import contentType from 'content-type';

/** The Content-Type of a request, read once by one parser. */
export interface MediaType {
  /** `application/json` in lower case; empty when the header is absent or malformed. */
  readonly essence: string;
  readonly charset: string | undefined;
  readonly isMalformed: boolean;
}

const absent: MediaType = { essence: '', charset: undefined, isMalformed: false };
const malformed: MediaType = { essence: '', charset: undefined, isMalformed: true };
const json: MediaType = { essence: 'application/json', charset: undefined, isMalformed: false };

export function readMediaType(req: IncomingMessage): MediaType {
  const header = req.headers['content-type'];
  if (header === undefined || header === '') return absent;
  if (header === 'application/json') return json;
  try {
    const { type, parameters } = contentType.parse(header);
    return { essence: type, charset: parameters['charset'], isMalformed: false };
  } catch {
    return malformed;
  }
}
