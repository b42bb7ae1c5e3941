import { ambiguousCases } from './cases/ambiguous';
import { arrangementCases } from './cases/arrangements';
import { bodyCases } from './cases/bodies';
import { conditionalCases } from './cases/conditional';
import { cookieCases } from './cases/cookies';
import { crossSiteCases } from './cases/cross-site';
import { faultCases } from './cases/faults';
import { framingCases } from './cases/framing';
import { headerCases } from './cases/headers';
import { methodCases } from './cases/methods';
import { queryCases } from './cases/query';
import { urlCases } from './cases/url';
import { playRow } from './play-row';
import type { TortureCase } from './torture-case';
import { serverKinds, TortureServer } from './torture-server';

const groups: [name: string, cases: readonly TortureCase[]][] = [
  ['URL and path', urlCases],
  ['query', queryCases],
  ['headers', headerCases],
  ['methods', methodCases],
  ['framing', framingCases],
  ['bodies', bodyCases],
  ['cookies', cookieCases],
  ['conditions', conditionalCases],
  ['faults of endpoints', faultCases],
  ['other sites', crossSiteCases],
  ['two readings of a request', ambiguousCases],
  ['places in an app', arrangementCases],
];

describe.each(serverKinds)('torture on %s', (kind) => {
  let server: TortureServer;
  beforeAll(async () => {
    server = await TortureServer.start(kind);
  }, 30_000);
  afterAll(() => server.stop());

  describe.each(groups)('%s', (_name, cases) => {
    const played = cases.filter((row) => row.needs !== 'Express' || kind !== 'http');
    it.each(played.map((row): [string, TortureCase] => [`${row.id}: ${row.title}`, row]))('%s', async (_title, row) => {
      await playRow(server, row);
    });
  });
});
