import { createHash } from 'node:crypto';
import type { Expectation } from './case';
import type { Answer } from './send-case';

/** Whose words an answer of ours is: the app around the endpoints marks its own. */
const answeredByHeader = 'x-answered-by';

/** Set when a parser in front of the endpoints has refused the body, or read it beyond recovery. */
export const leftOutHeader = 'x-left-out';

export interface Difference {
  readonly field: string;
  readonly theirs: string;
  readonly ours: string;
}

/**
 * Compares everything that was recorded. Where the app's error handler has written the answer, status
 * and message are ours and are compared; its type and its status text are the handler's.
 */
export function compare(expected: Expectation, answer: Answer, method: string): Difference[] {
  const differences: Difference[] = [];
  const check = (field: string, theirs: unknown, ours: unknown): void => {
    const [left, right] = [show(theirs), show(ours)];
    if (left !== right) differences.push({ field, theirs: left, ours: right });
  };
  check('status', expected.status, answer.status);
  if (expected.answeredBy === 'framework') return differences;
  const isErrorHandlers = answer.headers[answeredByHeader] === 'error-handler' || isProblem(answer);
  const names = new Set([...Object.keys(expected.headers), ...Object.keys(answer.headers).filter(isCompared)]);
  if (isErrorHandlers) for (const name of handlerHeaders) names.delete(name);
  else check('statusMessage', expected.statusMessage, answer.statusMessage);
  for (const name of names) {
    const theirs = expected.headers[name];
    const ours = answer.headers[name];
    // We send a length in places where the framework sends chunks; where it sends one, ours is the same.
    if (name === 'content-length' && theirs === undefined) continue;
    if (name === 'etag') check('etag', theirs && 'present', ours && 'present');
    else check(name, theirs, ours);
  }
  if (method !== 'HEAD') checkBody(expected, isErrorHandlers ? messageOf(answer) : answer.body, check);
  check('broken', false, answer.isBroken);
  return differences;
}

type Check = (field: string, theirs: unknown, ours: unknown) => void;

function checkBody(expected: Expectation, body: Buffer, check: Check): void {
  if (expected.bodySha1 !== undefined) {
    check('body length', expected.bodyLength, body.length);
    check('body', expected.bodySha1, createHash('sha1').update(body).digest('hex'));
  } else {
    check('body', Buffer.from(expected.bodyBase64 ?? '', 'base64').toString('latin1'), body.toString('latin1'));
  }
}

const handlerHeaders = ['content-type', 'content-length', 'cache-control', 'x-content-type-options'];

/** Headers of the connection, of Express and of the test's own app say nothing about the endpoint. */
const uncomparedHeaders = new Set([
  'connection',
  'date',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-powered-by',
  'vary',
  answeredByHeader,
  leftOutHeader,
]);

export function isCompared(name: string): boolean {
  return !uncomparedHeaders.has(name);
}

function isProblem(answer: Answer): boolean {
  return answer.headers['content-type']?.startsWith('application/problem+json; charset=utf-8') === true;
}

/** On a bare server our own renderer answers: the message is the detail of its problem document. */
function messageOf(answer: Answer): Buffer {
  if (!isProblem(answer)) return answer.body;
  const { detail, title } = JSON.parse(answer.body.toString()) as { detail?: string; title: string };
  return Buffer.from(detail ?? title);
}

function show(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
