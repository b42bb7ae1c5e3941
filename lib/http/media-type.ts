import type { IncomingHttpHeaders } from 'node:http';
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

/** @param message A request, or whatever else keeps its headers. */
export function readMediaType(message: { readonly headers: IncomingHttpHeaders }): MediaType {
  const header = message.headers['content-type'];
  if (header === undefined || header === '') return absent;
  if (header === 'application/json') return json;
  try {
    const { type, parameters } = contentType.parse(header);
    return { essence: type, charset: parameters['charset'], isMalformed: false };
  } catch {
    return malformed;
  }
}
