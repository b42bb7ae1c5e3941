import { createHash } from 'node:crypto';
import type { Expectation } from '../replay/case';
import type { Answer } from '../replay/send-case';

/** Headers of the connection or of the framework's server, which no endpoint decides. */
const unrecordedHeaders = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding', 'vary', 'x-powered-by']);
const maxRecordedBytes = 2000;

/** What is kept of an answer. */
export function toExpectation(answer: Answer): Expectation {
  const { status, statusMessage, body } = answer;
  const headers = readHeaders(answer);
  const recorded = { status, statusMessage, headers };
  if (isFrameworks(answer)) {
    delete headers['cache-control'];
    return { ...recorded, answeredBy: 'framework' };
  }
  if (body.length <= maxRecordedBytes) return { ...recorded, bodyBase64: body.toString('base64') };
  return { ...recorded, bodySha1: createHash('sha1').update(body).digest('hex'), bodyLength: body.length };
}

function readHeaders({ headers }: Answer): Record<string, string | readonly string[]> {
  const recorded: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'etag') recorded['etag'] = 'present';
    else if (!unrecordedHeaders.has(name)) recorded[name] = value!;
  }
  return recorded;
}

/** Error pages of the framework: a document, Next's text (cut off where the handler had set a length), Astro's empty 500. */
function isFrameworks({ status, headers, body }: Answer): boolean {
  if (status < 400) return false;
  const text = body.toString('latin1');
  const isPage = headers['content-type']?.startsWith('text/html') === true && /^(<!doctype html|$)/i.test(text);
  return isPage || (status === 500 && 'Internal Server Error'.startsWith(text));
}
