import fc from 'fast-check';
import { createCsrfGuard } from '../../lib/guards/csrf';
import { readMediaType } from '../../lib/http/media-type';
import { parseBody } from '../../lib/http/parse-body';
import { createRequest } from './express-in-memory';
import { fuzz, fuzzTimeoutMs } from './fuzz';

const bases = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
  'application/ld+json',
  'text/ping',
];
const scraps = [
  ' ',
  '\t',
  ';',
  ',',
  '"',
  '\\',
  '/',
  '=',
  '\xa0',
  '\x85',
  'charset=utf-8',
  'boundary=b',
  'json',
  'plain',
  'application/json',
  'text/plain',
  'x',
  '*',
  '(',
  '\x0b',
];

/** A type, bent: something put in, cut out or written in other letters. */
const mutated = fc
  .tuple(
    fc.constantFrom(...bases),
    fc.array(fc.tuple(fc.nat(40), fc.constantFrom(...scraps), fc.nat(2), fc.boolean()), { maxLength: 4 }),
  )
  .map(([base, changes]) => {
    let text = base;
    for (const [at, scrap, cut, isUpper] of changes) {
      const i = at % (text.length + 1);
      text = text.slice(0, i) + scrap + text.slice(i + cut);
      if (isUpper) text = text.toUpperCase();
    }
    return text;
  })
  // What Node lets into a header.
  .map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim());

const guard = createCsrfGuard([]);

describe('content type agreement', () => {
  it(
    'what is parsed as JSON was no form to the CSRF guard, nor to a browser',
    () => {
      let parsed = 0;
      fuzz(mutated, 20_000, (header) => {
        const rawHeaders = ['Host', 'a.test', 'Origin', 'https://evil.test', 'Content-Type', header];
        const req = createRequest({ url: '/', method: 'POST', rawHeaders });
        if (!isParsedAsJson(req)) return;
        parsed++;
        if (isRefused(req)) throw new Error(`${JSON.stringify(header)} is JSON to the parser and a form to the guard`);
        const essence = new Request('http://a.test', { method: 'POST', headers: { 'Content-Type': header } });
        const seen = essence.headers.get('content-type')!.split(/[;,]/, 1)[0]!.trim().toLowerCase();
        expect(['application/json', 'application/ld+json']).toContain(seen);
      });
      expect(parsed).toBeGreaterThan(500);
    },
    fuzzTimeoutMs,
  );

  it(
    'whatever a form can send is refused from another site',
    () => {
      const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];
      fuzz(mutated, 20_000, (header) => {
        // As a browser decides what needs no preflight.
        const essence = header.split(';', 1)[0]!.trim().toLowerCase();
        if (!formTypes.includes(essence)) return;
        const rawHeaders = ['Host', 'a.test', 'Origin', 'https://evil.test', 'Content-Type', header];
        if (!isRefused(createRequest({ url: '/', method: 'POST', rawHeaders })))
          throw new Error(JSON.stringify(header));
      });
    },
    fuzzTimeoutMs,
  );
});

function isRefused(req: Parameters<typeof guard>[0]): boolean {
  try {
    guard(req);
    return false;
  } catch {
    return true;
  }
}

function isParsedAsJson(req: Parameters<typeof readMediaType>[0]): boolean {
  try {
    const body = parseBody(Buffer.from('{"a":1}'), readMediaType(req)) as { a?: unknown };
    return typeof body === 'object' && body.a === 1;
  } catch {
    return false;
  }
}
