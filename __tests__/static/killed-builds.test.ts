import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildProgram, endpoints, manifestName, type PreparedBuild, prepareBuild } from '../support/static-builds';

/** `KILLS=50 npx jest __tests__/static/killed-builds` tries harder. */
const kills = Number(process.env['KILLS'] ?? 8);
const count = 300;

/** Kills the process before the step KILL_AT of those that change the disk once the manifest is written. */
const killAtStep = `
  const fs = require('node:fs');
  let step = -1;
  const kill = () => { if (step !== -1 && step++ === Number(process.env.KILL_AT)) process.kill(process.pid, 'SIGKILL'); };
  const watch = (owner, name) => {
    const original = owner[name];
    owner[name] = (...args) => { kill(); return original.apply(owner, args); };
  };
  for (const name of ['rename', 'rm', 'rmdir', 'unlink', 'cp', 'mkdir', 'chmod', 'copyFile']) {
    watch(fs, name + 'Sync');
    watch(fs.promises, name);
  }
  const { writeFile } = fs.promises;
  fs.promises.writeFile = async (...args) => {
    await writeFile(...args);
    if (args[0].endsWith(${JSON.stringify(manifestName)})) step = 0;
  };`;

/** The text that all files of an output have; fails when it is not whole. */
function readWhole(output: string): string {
  const { files } = JSON.parse(readFileSync(path.join(output, manifestName), 'utf8')) as { files: { path: string }[] };
  const names = readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(names).toHaveLength(files.length + 1);
  const texts = new Set(files.map((file) => readFileSync(path.join(output, file.path), 'utf8')));
  expect(texts.size).toBe(1);
  return [...texts][0]!;
}

/** The output is the old or the new one, or there is a backup which the next build puts in its place. */
function expectWhole({ parent, outDir }: PreparedBuild, allowed: readonly string[]): void {
  const backups = readdirSync(parent).filter((name) => name.startsWith('.dist.backup-'));
  const outputs = [...(existsSync(outDir) ? [outDir] : []), ...backups.map((name) => path.join(parent, name))];
  expect(outputs).not.toEqual([]);
  for (const output of outputs) expect(allowed).toContain(readWhole(output));
}

function writeText({ directory }: PreparedBuild, text: string, files = count): void {
  writeFileSync(path.join(directory, '[id].txt.js'), endpoints(text, files)['[id].txt.js']!);
}

function buildWhole({ directory, outDir }: PreparedBuild): void {
  expect(spawnSync(process.execPath, ['-e', buildProgram, directory, outDir]).status).toBe(0);
}

/** Returns as soon as the swap is about to begin: the manifest is what is written last. */
function waitForSwap({ parent, outDir }: PreparedBuild): void {
  const before = statSync(outDir).ino;
  const deadline = performance.now() + 20_000;
  const isNear = (): boolean =>
    statSync(outDir, { throwIfNoEntry: false })?.ino !== before ||
    readdirSync(parent).some(
      (name) => name.startsWith('.dist.build-') && existsSync(path.join(parent, name, manifestName)),
    );
  while (!isNear()) if (performance.now() > deadline) throw new Error('No swap has begun.');
}

/** Kills a build so long after its swap has come near; a timer would not be so exact. */
async function killAfter(build: PreparedBuild, ms: number): Promise<void> {
  const child = startBuild(build);
  waitForSwap(build);
  for (const end = performance.now() + ms; performance.now() < end;);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function startBuild({ directory, outDir }: PreparedBuild): ChildProcess {
  return spawn(process.execPath, ['-e', buildProgram, directory, outDir]);
}

/** From the manifest to the end of the process. */
async function measureSwapMs(build: PreparedBuild): Promise<number> {
  const child = startBuild(build);
  waitForSwap(build);
  const begun = performance.now();
  await once(child, 'exit');
  return performance.now() - begun;
}

describe('a build that is killed leaves the old or the new output, whole', () => {
  it('before each step of the swap', () => {
    const build = prepareBuild(endpoints('0', 3));
    buildWhole(build);
    let status: number | null = null;
    let step = 0;
    for (; status !== 0 && step < 100; step++) {
      writeText(build, String(step + 1), 3);
      const args = ['-e', killAtStep + buildProgram, build.directory, build.outDir];
      const env = { ...process.env, KILL_AT: String(step) };
      ({ status } = spawnSync(process.execPath, args, { env }));
      expectWhole(build, [String(step), String(step + 1)]);
      buildWhole(build);
    }
    expect([status, readdirSync(build.parent).sort()]).toEqual([0, ['api', 'dist']]);
    // Three renames, and the files and folders of the old output.
    expect(step).toBeGreaterThan(6);
  }, 60_000);

  it(`at ${kills} moments between the manifest and the end`, async () => {
    const build = prepareBuild(endpoints('0', count));
    buildWhole(build);
    const swapMs = await measureSwapMs(build);
    for (let i = 0; i < kills; i++) {
      writeText(build, String(i + 1));
      await killAfter(build, ((i + Math.random()) / kills) * swapMs);
      expectWhole(build, [String(i), String(i + 1)]);
      buildWhole(build);
    }
    expect(readdirSync(build.parent).sort()).toEqual(['api', 'dist']);
  }, 240_000);
});
