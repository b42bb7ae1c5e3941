import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serve } from './support/serve';

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
}
type Lockfile = { packages: Record<string, LockedPackage> };

const root = path.join(__dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<'scripts' | 'dependencies' | 'publishConfig', object>;
const lockfile = JSON.parse(read('package-lock.json')) as Lockfile;
const production = Object.entries(lockfile.packages).filter(
  ([location, { dev, devOptional }]) => location !== '' && !dev && !devOptional,
);
const installScripts = ['preinstall', 'install', 'postinstall', 'prepare'];

interface Run {
  readonly code: number;
  readonly output: string;
}

function run(script: string, cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [`.ci/${script}.mjs`], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

describe('the packages that come with this one', () => {
  it('have no install script, and neither has this one', () => {
    expect(production.length).toBeGreaterThan(Object.keys(manifest.dependencies).length);
    expect(production.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
    expect(Object.keys(manifest.scripts).filter((name) => installScripts.includes(name))).toEqual([]);
  });

  it('are pinned by their bytes', () => {
    expect(production.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
  });

  it('have licences that are allowed', async () => {
    const { code, output } = await run('licenses', root);
    expect([code, output]).toEqual([0, expect.stringMatching(/^MIT: .*\bcors@/m)]);
  });

  it('are all in the bill of materials, with licence and hash', async () => {
    const { code, output } = await run('sbom', root);
    expect(code).toBe(0);
    const bill = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1)) as {
      bomFormat: string;
      components: { purl: string; hashes?: object[]; licenses?: object[] }[];
    };
    expect(bill.bomFormat).toBe('CycloneDX');
    const expected = production.map(([location, { version }]) => {
      const name = location.slice(location.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return `pkg:npm/${name.replace('@', '%40')}@${version}`;
    });
    expect(bill.components.map(({ purl }) => purl).toSorted()).toEqual(expected.toSorted());
    expect(bill.components.filter(({ hashes, licenses }) => !hashes?.length || !licenses?.length)).toEqual([]);
  }, 30_000);
});

describe('the checks of packages', () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'supply-chain-'));
  cpSync(path.join(root, '.ci'), path.join(copy, '.ci'), { recursive: true });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  function write(packages: Record<string, Partial<LockedPackage>>): void {
    const own = { name: 'app', version: '1.0.0', dependencies: { thing: '1.0.0' } };
    writeFileSync(path.join(copy, 'package.json'), JSON.stringify(own));
    const lock = {
      name: 'app',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: { '': own, ...packages },
    };
    writeFileSync(path.join(copy, 'package-lock.json'), JSON.stringify(lock));
    mkdirSync(path.join(copy, 'node_modules/thing'), { recursive: true });
    writeFileSync(path.join(copy, 'node_modules/thing/package.json'), '{"name":"thing","version":"1.0.0"}');
  }

  it.each([
    ['MIT', 0],
    ['(GPL-3.0 OR MIT)', 0],
    ['MIT AND ISC', 0],
    ['GPL-3.0', 1],
    ['MIT AND GPL-3.0', 1],
    [undefined, 1],
  ])('take %s for what it is', async (license, code) => {
    write({ 'node_modules/thing': { version: '1.0.0', ...(license && { license }) } });
    expect((await run('licenses', copy)).code).toBe(code);
  });

  it('do not look at the licences of what only development needs', async () => {
    write({ 'node_modules/thing': { version: '1.0.0', license: 'GPL-3.0', dev: true } });
    expect((await run('licenses', copy)).code).toBe(0);
  });

  async function auditAt(registry: RequestListener): Promise<Run> {
    write({ 'node_modules/thing': { version: '1.0.0', license: 'MIT' } });
    const { url } = await serve(registry);
    return run('audit', copy, { npm_config_registry: `${url}/`, npm_config_fetch_retries: '0' });
  }

  it('fail when the registry knows of an advisory', async () => {
    const advisory = { id: 1, url: 'https://a.test/1', title: 'A hole', severity: 'high', vulnerable_versions: '<2' };
    const { code, output } = await auditAt((req, res) => {
      const isAudit = req.url!.endsWith('/advisories/bulk');
      const packument = { name: 'thing', versions: { '1.0.0': { name: 'thing', version: '1.0.0' } }, 'dist-tags': {} };
      res.setHeader('Content-Type', 'application/json');
      res.end(JSON.stringify(isAudit ? { thing: [advisory] } : packument));
    });
    expect([code, output]).toEqual([1, expect.stringContaining('high: thing')]);
  }, 30_000);

  it('pass when it knows of none', async () => {
    const { code, output } = await auditAt((_req, res) => void res.end('{}'));
    expect([code, output]).toEqual([0, expect.stringContaining('No advisory about')]);
  }, 30_000);

  it('say so and pass when it does not answer', async () => {
    const { code, output } = await auditAt((_req, res) => void res.writeHead(405).end());
    expect([code, output]).toEqual([0, expect.stringContaining('NOT CHECKED')]);
  }, 30_000);
});

describe('a release', () => {
  const workflow = read('.github/workflows/publish.yml');

  it('carries a provenance, signed by the workflow and not by a person', () => {
    expect(manifest.publishConfig).toEqual({ provenance: true });
    expect(workflow).toMatch(/permissions:\n\s+contents: read\n\s+id-token: write/);
    expect(workflow).toContain('npm publish --provenance');
  });

  it('is built from the lockfile, and tested', () => {
    expect(workflow).toMatch(/run: npm ci --ignore-scripts\n\s+- run: npm test\n/);
    expect(workflow).not.toMatch(/npm install\b/);
  });

  it.each(['ci', 'publish'])('runs no action whose tag could be moved (%s)', (file) => {
    const actions = read(`.github/workflows/${file}.yml`).match(/uses: .*/g);
    expect(actions).not.toBeNull();
    for (const action of actions!) expect(action).toMatch(/^uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('gives the workflows no more rights than they use', () => {
    for (const file of ['ci', 'publish']) {
      const text = read(`.github/workflows/${file}.yml`);
      expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
      expect(text).not.toMatch(/pull_request_target|persist-credentials: true/);
    }
  });
});
