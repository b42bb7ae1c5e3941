import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CapturedExchange, captureVariable } from './capture-requests';
import { type Exchange, linkExchanges } from './link-exchanges';
import { type ParityRequest, parseJson } from './parity-request';
import { hopHeaders } from './read-har';

export interface RecordedRequests {
  readonly count: number;
  /** How the command ended; null when a signal ended it. */
  readonly exitCode: number | null;
}

/**
 * Runs a command and writes every request that arrives at an HTTP server of a Node process in it to a JSON
 * list: those of a test suite that uses supertest, for instance. Its output goes to stderr.
 *
 * Requests of one process stay in their order, those of several are put one after the other.
 *
 * @throws Error when the command cannot be started, and when no request comes.
 */
export async function recordRequests([command, ...args]: readonly string[], target: string): Promise<RecordedRequests> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pages-api-requests-'));
  const file = path.join(folder, 'requests.jsonl');
  try {
    writeFileSync(file, '');
    const child = spawn(command!, args, {
      // What the command prints is no part of our own output.
      stdio: ['inherit', process.stderr, 'inherit'],
      env: { ...process.env, NODE_OPTIONS: nodeOptions(), [captureVariable]: file },
      shell: process.platform === 'win32',
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    const requests = linkExchanges(readExchanges(readFileSync(file, 'utf8')));
    if (requests.length === 0) throw new Error('No request came to an HTTP server of that command.');
    writeFileSync(target, `${JSON.stringify(requests, null, 2)}\n`);
    return { count: requests.length, exitCode };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nodeOptions(): string {
  const preload = path.join(__dirname, 'capture-requests.js').replaceAll('\\', '\\\\');
  return `${process.env['NODE_OPTIONS'] ?? ''} --require "${preload}"`.trim();
}

function readExchanges(text: string): Exchange[] {
  const captured = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as CapturedExchange]));
  const processes = [...new Set(captured.map(({ pid }) => pid))];
  const order = (item: CapturedExchange): number => processes.indexOf(item.pid);
  const sorted = captured.sort((a, b) => order(a) - order(b) || a.index - b.index);
  const setsCookies = sorted.some(({ answer }) => 'set-cookie' in answer.headers);
  return sorted.filter(({ url }) => url.startsWith('/')).map((item) => toExchange(item, setsCookies));
}

function toExchange({ method, url, headers, bodyBase64, answer }: CapturedExchange, setsCookies: boolean): Exchange {
  const kept = toTexts(headers);
  const request: ParityRequest = {
    method,
    path: url,
    ...(Object.keys(kept).length > 0 && { headers: kept }),
    ...toBody(bodyBase64, kept['content-type']),
    // A test without an agent sends none, whatever the app has set before.
    ...(setsCookies && !('cookie' in kept) && { cookies: false }),
  };
  return { request, headers: toTexts(answer.headers), text: toText(answer.bodyBase64) };
}

function toTexts(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => !hopHeaders.has(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, [value].flat().join(', ')]));
}

/** JSON as JSON where that gives the same bytes, text as text, anything else as bytes. */
function toBody(base64: string, contentType = ''): Pick<ParityRequest, 'body' | 'bodyBase64'> {
  if (base64 === '') return {};
  const text = toText(base64);
  if (text === undefined) return { bodyBase64: base64 };
  const json = /\bjson\b/.test(contentType) ? parseJson(text) : undefined;
  return { body: json !== undefined && typeof json !== 'string' && JSON.stringify(json) === text ? json : text };
}

function toText(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}
