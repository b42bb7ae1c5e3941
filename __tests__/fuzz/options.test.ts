import fc from 'fast-check';
import { resolveSettings } from '../../lib/options';
import { parseByteSize } from '../../lib/http/parse-byte-size';
import { fuzz, fuzzTimeoutMs } from './fuzz';

const names = [
  'basePath',
  'bodyParser',
  'cors',
  'csrf',
  'site',
  'defaultExport',
  'methodNotAllowed',
  'ignore',
  'extensions',
  'loadTimeout',
  'renderTimeout',
  'importModule',
  'logger',
  'onError',
  '__proto__',
  'constructor',
  'bodyLimit',
];

const values = fc.oneof(
  fc.anything(),
  fc.constantFrom<unknown>(
    true,
    false,
    null,
    '',
    '/',
    '/v1',
    '*',
    405,
    404,
    'next',
    NaN,
    -1,
    Infinity,
    '1mb',
    '10 mbb',
    [],
  ),
  fc.record(
    { sizeLimit: fc.anything(), rawBody: fc.anything(), origin: fc.anything(), trustedOrigins: fc.anything() },
    { requiredKeys: [] },
  ),
);

describe('options', () => {
  it(
    'of any kind are taken, or refused with a TypeError that says which',
    () => {
      fuzz(fc.tuple(fc.constantFrom(...names), values), 5_000, ([name, value]) => {
        const options: object = Object.defineProperty({}, name, { value, enumerable: true });
        try {
          resolveSettings(options, '/api');
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          expect(error.message).toContain(name);
        }
      });
    },
    fuzzTimeoutMs,
  );

  it(
    'never make a size limit that is none',
    () => {
      const sizes = fc.oneof(
        fc.anything(),
        fc.string(),
        fc.double(),
        fc.tuple(fc.double(), fc.constantFrom('b', 'kb', 'mb', ' gb', 'mbb')).map((parts) => parts.join('')),
      );
      fuzz(sizes, 5_000, (size) => {
        let bytes: number;
        try {
          bytes = parseByteSize('sizeLimit', size);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          return;
        }
        if (!(bytes >= 0) || bytes === Infinity) throw new Error(`${String(size)} is ${bytes} bytes`);
      });
    },
    fuzzTimeoutMs,
  );
});
