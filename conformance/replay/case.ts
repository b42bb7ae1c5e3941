import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Framework = 'next' | 'astro';

/** A request, and what the framework answered to it when it was recorded. */
export interface Case {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as UTF-8 text, as hexadecimal bytes, or as a text and how often it is repeated. */
  readonly body?: string;
  readonly hex?: string;
  readonly bodyRepeat?: readonly [text: string, times: number];
  /** Send the body without a length. */
  readonly chunked?: boolean;
  /** Ask for this path first, and send its ETag in `If-None-Match`. */
  readonly etagOf?: string;
  /** What stands around that ETag, written as `ETAG`. */
  readonly etagWrap?: string;
  readonly expect: Expectation;
}

export interface Expectation {
  readonly status: number;
  readonly statusMessage?: string;
  /** Those that matter. An ETag is only `present`: its value is the framework's own. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly bodyBase64?: string;
  readonly bodySha1?: string;
  readonly bodyLength?: number;
  /** The framework's own error page, of which only the status counts. */
  readonly answeredBy?: 'framework';
}

/** Host and origin of the recording; CSRF cases name it. */
export const recordedHosts: Readonly<Record<Framework, string>> = {
  next: '127.0.0.1:4700',
  astro: '127.0.0.1:4800',
};

export const endpointFolders: Readonly<Record<Framework, string>> = {
  next: path.join(__dirname, '../next/pages/api'),
  astro: path.join(__dirname, '../astro/pages'),
};

export function readCases(framework: Framework): Case[] {
  return JSON.parse(readFileSync(casesFile(framework), 'utf8')) as Case[];
}

export function writeCases(framework: Framework, cases: readonly Case[]): void {
  writeFileSync(casesFile(framework), `${JSON.stringify(cases, null, 1)}\n`);
}

function casesFile(framework: Framework): string {
  return path.join(__dirname, '..', framework, 'cases.json');
}
