import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildStatic } from 'express-pages-api/static';
import { buildProgram, builtStatic, endpoints, manifestName, prepareBuild } from '../support/static-builds';
import { whereToolIs } from '../support/where-tool-is';

const itOnPosix = process.platform === 'win32' ? it.skip : it;
const isRoot = process.getuid?.() === 0;

function modeOf(folder: string): number {
  return statSync(folder).mode & 0o7777;
}

/** One hash over every name and every byte below a folder. */
function digest(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join(folder, entry);
    hash.update(`${entry}\n`);
    if (
      !readdirSync(path.dirname(file), { withFileTypes: true })
        .find(({ name }) => name === path.basename(file))!
        .isDirectory()
    )
      hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

describe('the output folder', () => {
  it('holds a manifest with path, type, size, hash and source of each file, in the order of the paths', async () => {
    const { directory, outDir } = prepareBuild(endpoints('hello', 2));
    await buildStatic(directory, { outDir, concurrency: 2 });
    const sha256 = createHash('sha256').update('hello').digest('hex');
    const file = { contentType: 'text/plain;charset=UTF-8', bytes: 5, sha256, source: '[id].txt.js' };
    expect(JSON.parse(readFileSync(path.join(outDir, manifestName), 'utf8'))).toEqual({
      version: 1,
      files: [
        { path: 'api/0.txt', ...file },
        { path: 'api/1.txt', ...file },
      ],
    });
  });

  it('is the same, byte by byte, whatever the concurrency', async () => {
    const { directory, parent } = prepareBuild({
      '[id].txt.js': `exports.getStaticPaths = () => Array.from({ length: 50 }, (_, i) => ({ params: { id: String(i) } }));
        exports.GET = ({ params }) => new Promise((resolve) => setTimeout(() => resolve(new Response(params.id)), (params.id * 7) % 10));`,
    });
    const digests = [];
    for (const concurrency of [1, 3, 50]) {
      const outDir = path.join(parent, `dist-${concurrency}`);
      await buildStatic(directory, { outDir, concurrency });
      digests.push(digest(outDir));
    }
    expect(new Set(digests).size).toBe(1);
  });

  it('runs no more endpoints at a time than concurrency says', async () => {
    const { directory, outDir } = prepareBuild({
      '[id].txt.js': `exports.getStaticPaths = () => Array.from({ length: 20 }, (_, i) => ({ params: { id: String(i) } }));
        let running = 0; let most = 0;
        exports.GET = async () => { most = Math.max(most, ++running); await new Promise(setImmediate); running--; return new Response(String(most)); };`,
    });
    await buildStatic(directory, { outDir, concurrency: 3 });
    expect(readFileSync(path.join(outDir, 'api/19.txt'), 'utf8')).toBe('3');
  });

  it('tells of its progress', async () => {
    const { directory, outDir } = prepareBuild(endpoints('x', 3));
    const seen: [number, number][] = [];
    await buildStatic(directory, { outDir, onProgress: ({ done, total }) => seen.push([done, total]) });
    expect(seen).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  it('is replaced as a whole: files of the last build are gone', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('x', 3));
    await buildStatic(directory, { outDir });
    writeFileSync(path.join(directory, '[id].txt.js'), 'exports.GET = () => new Response("y")');
    renameSync(path.join(directory, '[id].txt.js'), path.join(directory, 'one.txt.js'));
    await buildStatic(directory, { outDir });
    expect(readdirSync(path.join(outDir, 'api'))).toEqual(['one.txt']);
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  });

  itOnPosix('may be read by whoever the umask admits', async () => {
    const { directory, outDir } = prepareBuild(endpoints('x', 1));
    await buildStatic(directory, { outDir });
    const probe = path.join(path.dirname(outDir), 'probe');
    mkdirSync(probe);
    expect(modeOf(outDir)).toBe(modeOf(probe));
  });

  itOnPosix('keeps the mode of the folder that it replaces', async () => {
    const { directory, outDir } = prepareBuild(endpoints('x', 1));
    mkdirSync(outDir);
    chmodSync(outDir, 0o711);
    await buildStatic(directory, { outDir });
    expect(modeOf(outDir)).toBe(0o711);
  });

  it('may be an empty folder', async () => {
    const { directory, outDir } = prepareBuild(endpoints('x', 1));
    mkdirSync(outDir);
    await expect(buildStatic(directory, { outDir })).resolves.toMatchObject({ bytes: 1 });
  });

  it('stays whole when the endpoint throws at path 7,000, and nothing else is left', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('old'));
    await buildStatic(directory, { outDir });
    const before = digest(outDir);
    rmSync(path.join(directory, '[id].txt.js'));
    writeFileSync(
      path.join(directory, '[n].txt.js'),
      `exports.getStaticPaths = () => Array.from({ length: 10_000 }, (_, i) => ({ params: { n: String(i) } }));
       exports.GET = ({ params }) => { if (params.n === '7000') throw new Error('row is gone'); return new Response('new'); };`,
    );
    await expect(buildStatic(directory, { outDir })).rejects.toThrow(
      /api\/\[n\]\.txt\.js\n\s+\/api\/7000\.txt: It threw Error: row is gone/,
    );
    expect([digest(outDir), readdirSync(parent).sort()]).toEqual([before, ['api', 'dist']]);
  }, 60_000);

  it.each([
    'Response.json({ a: "é" })',
    'new Response("lone \\ud800")',
    'new Response(new Uint8Array([0, 255]))',
    'new Response(null)',
    'new Response("a", { headers: { "content-type": "text/x" } })',
  ])('is the same with a FastResponse: %s', async (answer) => {
    const index = JSON.stringify(path.resolve(__dirname, '../../lib/index.ts'));
    const { directory, outDir } = prepareBuild({
      'plain.js': `exports.GET = () => ${answer};`,
      'fast.js': `const { FastResponse: Response } = require(${index}); exports.GET = () => ${answer};`,
    });
    const { files, empty } = await buildStatic(directory, { outDir });
    const [fast, plain] = files.map(({ contentType, bytes, sha256 }) => ({ contentType, bytes, sha256 }));
    expect(fast).toEqual(plain);
    expect(files.length + empty.length).toBe(2);
  });

  it('is not written with dryRun', async () => {
    const { directory, outDir } = prepareBuild({ 'a.txt.js': 'exports.GET = () => new Response("a")' });
    await expect(buildStatic(directory, { outDir, dryRun: true })).resolves.toMatchObject({ bytes: 1 });
    expect(existsSync(outDir)).toBe(false);
  });
});

describe('a target is refused', () => {
  async function refusal(outDir: string, directory: string, force = false): Promise<string> {
    return buildStatic(directory, { outDir, force }).then(
      () => 'it was built',
      (error: Error) => error.message,
    );
  }

  it('when it was not built here, unless it is forced', async () => {
    const { directory, outDir } = prepareBuild(endpoints('x', 1));
    mkdirSync(outDir);
    writeFileSync(path.join(outDir, 'thesis.txt'), 'years of work');
    expect(await refusal(outDir, directory)).toContain('was not built by pages-api');
    expect(readFileSync(path.join(outDir, 'thesis.txt'), 'utf8')).toBe('years of work');
    expect(await refusal(outDir, directory, true)).toBe('it was built');
  });

  it('when it is a file, a link, or has no parent', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('x', 1));
    writeFileSync(outDir, '');
    expect(await refusal(outDir, directory, true)).toContain('is a file');
    rmSync(outDir);
    mkdirSync(path.join(parent, 'elsewhere'));
    symlinkSync(path.join(parent, 'elsewhere'), outDir);
    expect(await refusal(outDir, directory, true)).toContain('is a symbolic link');
    expect(await refusal(path.join(parent, 'no/dist'), directory)).toContain('there is no folder');
    expect(readdirSync(path.join(parent, 'elsewhere'))).toEqual([]);
  });

  it('when it holds the working directory or the route files, or lies among them, forced or not', async () => {
    const { directory, parent } = prepareBuild(endpoints('x', 1));
    const link = path.join(parent, 'link');
    symlinkSync(parent, link);
    for (const outDir of [
      directory,
      parent,
      path.join(directory, 'dist'),
      path.join(link, 'api'),
      process.cwd(),
      '/',
    ]) {
      expect(await refusal(outDir, directory, true)).toContain('holds the working directory or the route files');
    }
  });

  it('when it is no path', async () => {
    const { directory } = prepareBuild(endpoints('x', 1));
    await expect(buildStatic(directory, { outDir: 5 as never })).rejects.toThrow(TypeError);
    await expect(buildStatic(directory, { outDir: 'x', concurrency: 0 })).rejects.toThrow('concurrency must be');
    await expect(buildStatic(directory, { outDir: 'x', nonsense: 1 } as never)).rejects.toThrow('no option "nonsense"');
  });
});

describe('two builds into one target', () => {
  /** The first build, and the second, in a thread of its own, while an endpoint of the first runs. */
  const threads = `
    const { Worker } = require('node:worker_threads');
    const [directory, outDir] = process.argv.slice(1);
    const second = \`const { parentPort, workerData } = require('node:worker_threads');
      require(${JSON.stringify(builtStatic)}).buildStatic(...workerData)
        .then(() => 'it was built', (error) => error.message).then((text) => parentPort.postMessage(text));\`;
    globalThis.whileBuilding = () => new Promise((resolve) => {
      new Worker(second, { eval: true, workerData: [directory, { outDir }] }).once('message', (text) => {
        process.stdout.write(text);
        resolve(new Response('first'));
      });
    });
    require(${JSON.stringify(builtStatic)}).buildStatic(directory, { outDir });`;

  /** An endpoint that says that it runs and goes on when it is told. */
  const waiting = {
    'wait.txt.js': `exports.GET = () => new Promise((resolve) => {
      process.stdout.write('running'); process.stdin.once('data', () => resolve(new Response('first'))); });`,
  };

  it('in two processes: the second is refused and names the first, which ends as if alone', async () => {
    const { directory, outDir, parent } = prepareBuild(waiting);
    const first = spawn(process.execPath, ['-e', buildProgram, directory, outDir]);
    await once(first.stdout, 'data');
    await expect(buildStatic(directory, { outDir, force: true })).rejects.toThrow(
      `outDir: another build (process ${first.pid}) is writing ${outDir}. Wait for it; if there is none, remove ${path.join(parent, '.dist.lock')}.`,
    );
    first.stdin.write('go');
    expect((await once(first, 'exit'))[0]).toBe(0);
    expect(readFileSync(path.join(outDir, 'api/wait.txt'), 'utf8')).toBe('first');
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  });

  it('in one process: one of them is refused', async () => {
    const { directory, outDir } = prepareBuild(endpoints('x', 3));
    const results = await Promise.allSettled([buildStatic(directory, { outDir }), buildStatic(directory, { outDir })]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((results[1] as PromiseRejectedResult).reason).toMatchObject({
      message: expect.stringContaining(`another build (process ${process.pid})`),
    });
    await expect(buildStatic(directory, { outDir })).resolves.toMatchObject({ bytes: 3 });
  });

  it('by two names of one folder: one of them is refused', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('x', 3));
    const link = path.join(parent, 'link');
    symlinkSync(parent, link);
    const names = [outDir, path.join(link, 'dist')];
    const results = await Promise.allSettled(names.map((name) => buildStatic(directory, { outDir: name })));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('in two threads of one process: the second is refused', () => {
    const { directory, outDir } = prepareBuild({ 'a.txt.js': 'exports.GET = () => globalThis.whileBuilding();' });
    const child = spawnSync(process.execPath, ['-e', threads, directory, outDir], { encoding: 'utf8' });
    expect([child.status, child.stdout]).toEqual([0, expect.stringContaining('outDir: another build (process ')]);
    expect(readFileSync(path.join(outDir, 'api/a.txt'), 'utf8')).toBe('first');
  });

  it('are no two when the lock is of an earlier process of the same number, as in containers', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('x', 3));
    writeFileSync(path.join(parent, '.dist.lock'), `${process.pid} 5`);
    await buildStatic(directory, { outDir });
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  });

  it('are no two when the first was killed before it wrote into its lock', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('x', 3));
    const lock = path.join(parent, '.dist.lock');
    writeFileSync(lock, '');
    await expect(buildStatic(directory, { outDir })).rejects.toThrow('outDir: another build is writing');
    utimesSync(lock, 0, 0);
    await buildStatic(directory, { outDir });
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  });

  it('are no two when a file of somebody else has the name of the lock, which stays', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('x', 3));
    const lock = path.join(parent, '.dist.lock');
    writeFileSync(lock, 'mine');
    await expect(buildStatic(directory, { outDir })).rejects.toThrow(`outDir: ${lock} is in the way`);
    expect(readFileSync(lock, 'utf8')).toBe('mine');
  });

  it('begun at one moment: one of them writes, whole', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('x'.repeat(1000), 50));
    const children = Array.from({ length: 4 }, () => spawn(process.execPath, ['-e', buildProgram, directory, outDir]));
    const codes = (await Promise.all(children.map((child) => once(child, 'exit')))).map(([code]) => code as number);
    expect(codes).toContain(0);
    expect(readdirSync(path.join(outDir, 'api'))).toHaveLength(50);
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  }, 30_000);

  it('are no two when the first is a dry run', async () => {
    const { directory, outDir } = prepareBuild(endpoints('x', 3));
    await Promise.all([buildStatic(directory, { outDir, dryRun: true }), buildStatic(directory, { outDir })]);
    expect(existsSync(outDir)).toBe(true);
  });

  it('are no two when the first was killed', async () => {
    const { directory, outDir, parent } = prepareBuild(waiting);
    const first = spawn(process.execPath, ['-e', buildProgram, directory, outDir]);
    await once(first.stdout, 'data');
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(readdirSync(parent)).toContain('.dist.lock');
    writeFileSync(path.join(directory, 'wait.txt.js'), 'exports.GET = () => new Response("second")');
    await buildStatic(directory, { outDir });
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  });

  it('leave no lock when one of them is refused or fails', async () => {
    const { directory, outDir, parent } = prepareBuild({ 'a.txt.js': 'exports.GET = () => { throw new Error("no") }' });
    await expect(buildStatic(directory, { outDir })).rejects.toThrow('It threw Error: no');
    mkdirSync(outDir);
    writeFileSync(path.join(outDir, 'mine.txt'), '');
    await expect(buildStatic(directory, { outDir })).rejects.toThrow('was not built by pages-api');
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  });
});

describe('what lies beside the target and is not of a build', () => {
  /** Names that look much like ours. */
  const foreign = ['.dist.backup', '.dist.build-cache', '.dist.build-1-notes', '.dist.backup-1-0a1b2c3d.old'];

  function prepareForeign(): { directory: string; outDir: string; parent: string; before: string[] } {
    const prepared = prepareBuild(endpoints('x', 1));
    for (const name of foreign) {
      mkdirSync(path.join(prepared.parent, name));
      writeFileSync(path.join(prepared.parent, name, 'mine.txt'), 'mine');
    }
    writeFileSync(path.join(prepared.parent, '.dist.build-1-0a1b2c3d'), 'a file');
    return { ...prepared, before: readdirSync(prepared.parent, { recursive: true, encoding: 'utf8' }).sort() };
  }

  it('stays there when the target is refused', async () => {
    const { directory, outDir, parent, before } = prepareForeign();
    mkdirSync(outDir);
    writeFileSync(path.join(outDir, 'mine.txt'), 'mine');
    await expect(buildStatic(directory, { outDir })).rejects.toThrow('was not built by pages-api');
    const after = readdirSync(parent, { recursive: true, encoding: 'utf8' }).sort();
    expect(after.filter((name) => !/^dist/.test(name))).toEqual(before);
  });

  it('stays there when the output is built and replaced', async () => {
    const { directory, outDir, parent, before } = prepareForeign();
    await buildStatic(directory, { outDir });
    await buildStatic(directory, { outDir });
    const after = readdirSync(parent, { recursive: true, encoding: 'utf8' }).sort();
    expect(after.filter((name) => !/^dist/.test(name))).toEqual(before);
  });

  it('never becomes the output', async () => {
    const { directory, outDir } = prepareForeign();
    writeFileSync(path.join(directory, 'save.js'), 'exports.POST = () => {}');
    await expect(buildStatic(directory, { outDir })).rejects.toThrow('neither GET nor ALL');
    expect(existsSync(outDir)).toBe(false);
  });
});

describe('a build that was killed', () => {
  it('leaves its folder to be cleared by the next', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('x', 1));
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(path.join(parent, `.dist.build-${dead}-0a1b2c3d`, 'api'), { recursive: true });
    await buildStatic(directory, { outDir });
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  });

  it('leaves alone the folder of a build that is at work', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('x', 1));
    const stray = path.join(parent, `.dist.build-${process.ppid}-0a1b2c3d`);
    mkdirSync(stray);
    await buildStatic(directory, { outDir });
    expect(existsSync(stray)).toBe(true);
  });

  it('between the two renames leaves a backup, which the next run restores even when it fails', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('old'));
    await buildStatic(directory, { outDir });
    const before = digest(outDir);
    renameSync(outDir, path.join(parent, '.dist.backup-1-0a1b2c3d'));
    writeFileSync(path.join(directory, 'save.js'), 'exports.POST = () => {}');
    await expect(buildStatic(directory, { outDir })).rejects.toThrow('neither GET nor ALL');
    expect([digest(outDir), readdirSync(parent).sort()]).toEqual([before, ['api', 'dist']]);
  });

  it('after the second rename leaves the new output and a backup, which goes', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('old'));
    await buildStatic(directory, { outDir });
    cpSync(outDir, path.join(parent, '.dist.backup-1-0a1b2c3d'), { recursive: true });
    await buildStatic(directory, { outDir });
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  });
});

/** Runs a build, as another user where this one is root, who may do anything. */
function buildAsUser(directory: string, outDir: string) {
  const user = isRoot ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawnSync(process.execPath, ['-e', buildProgram, directory, outDir], {
    ...user,
    cwd: '/',
    encoding: 'utf8',
  });
  return { status: child.status, stderr: child.stderr };
}

describe('an old output that cannot be removed', () => {
  async function prepareLocked(): Promise<{ directory: string; outDir: string; parent: string }> {
    const prepared = prepareBuild(endpoints('old', 3));
    const { directory, outDir, parent } = prepared;
    await buildStatic(directory, { outDir });
    for (const name of ['.', 'api', 'dist']) chmodSync(path.join(parent, name), 0o777);
    chmodSync(path.join(outDir, 'api'), 0o555);
    writeFileSync(path.join(directory, '[id].txt.js'), endpoints('new', 3)['[id].txt.js']!);
    return prepared;
  }

  function unlockAll(parent: string): void {
    for (const name of readdirSync(parent)) {
      if (existsSync(path.join(parent, name, 'api'))) chmodSync(path.join(parent, name, 'api'), 0o777);
    }
  }

  itOnPosix('is named in a warning, and the new one is in its place', async () => {
    const { directory, outDir, parent } = await prepareLocked();
    const { status, stderr } = buildAsUser(directory, outDir);
    const left = readdirSync(parent).filter((name) => name.startsWith('.dist'));
    unlockAll(parent);
    expect([status, readFileSync(path.join(outDir, 'api/0.txt'), 'utf8'), left]).toEqual([
      0,
      'new',
      [expect.any(String)],
    ]);
    expect(stderr).toMatch(`outDir: ${path.join(parent, left[0]!)} could not be removed (EACCES`);
  });

  itOnPosix('does not stop later builds', async () => {
    const { directory, outDir, parent } = await prepareLocked();
    const statuses = [1, 2].map(() => buildAsUser(directory, outDir).status);
    unlockAll(parent);
    expect(statuses).toEqual([0, 0]);
    await buildStatic(directory, { outDir });
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  });
});

/** How a process may mount a file system of its own here: as root, or in a user namespace. */
const unshareFlags = ['-m', '-rm'].find(
  (flags) => spawnSync('unshare', [flags, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0,
);
const itOnOwnDisk = whereToolIs(it, unshareFlags !== undefined);

describe('the old output is byte-identical, with no stray folder', () => {
  itOnOwnDisk('when the disk is full', () => {
    const { directory, parent } = prepareBuild(endpoints('old'));
    const { directory: large } = prepareBuild(endpoints('x'.repeat(200_000)));
    const disk = path.join(parent, 'disk');
    mkdirSync(disk);
    const script = `mount -t tmpfs -o size=1m tmpfs "$1" && "$2" -e "$3" "$4" "$1/dist" || exit 99
      tar -c -C "$1/dist" . | sha256sum
      "$2" -e "$3" "$5" "$1/dist" 2>&1
      echo " exit $?"
      tar -c -C "$1/dist" . | sha256sum
      ls -A "$1"`;
    const shell = ['sh', '-c', script, 'sh', disk, process.execPath, buildProgram, directory, large];
    const { status, stdout } = spawnSync('unshare', [unshareFlags!, ...shell], { encoding: 'utf8' });
    const [before, message, after, ...entries] = stdout.trimEnd().split('\n');
    expect([status, message]).toEqual([
      0,
      expect.stringMatching(/^api\/\d+\.txt could not be written: ENOSPC.* The old output is untouched\. exit 1$/),
    ]);
    expect([after, entries]).toEqual([before, ['dist']]);
  });

  itOnOwnDisk.each([
    ['a disk of its own, before anything runs', 'mount -t tmpfs tmpfs', false],
    ['a folder of the same disk, when it is to be replaced', 'mount --bind "$1"', true],
  ])('when the target is a mount point: %s', (_what, mount, runs) => {
    const { directory, outDir, parent } = prepareBuild({
      'a.txt.js': 'exports.GET = () => { process.stdout.write("it runs\\n"); return new Response("x"); };',
    });
    mkdirSync(outDir);
    const script = `${mount} "$1" || exit 99
      "$2" -e "$3" "$4" "$1" 2>&1
      echo " exit $?"`;
    const shell = ['sh', '-c', script, 'sh', outDir, process.execPath, buildProgram, directory];
    const { status, stdout } = spawnSync('unshare', [unshareFlags!, ...shell], { encoding: 'utf8' });
    const advice = `outDir: ${outDir} cannot be replaced as a whole, since it is a mount point or a part of a container image; give a folder inside of it, such as ${path.join(outDir, 'site')}.`;
    expect([status, stdout]).toEqual([0, `${runs ? 'it runs\n' : ''}${advice} exit 1\n`]);
    expect(readdirSync(parent).sort()).toEqual(['api', 'dist']);
  });

  itOnPosix('when a file grows beyond what a process may write', async () => {
    const { directory, outDir, parent } = prepareBuild(endpoints('old'));
    await buildStatic(directory, { outDir });
    const before = digest(outDir);
    const { directory: large } = prepareBuild(endpoints('x'.repeat(200_000)));
    // Node would end at the signal that comes with it.
    const patient = `process.on('SIGXFSZ', () => {}); ${buildProgram}`;
    const child = spawnSync(
      'sh',
      ['-c', 'ulimit -f 64 && exec "$0" -e "$1" "$2" "$3"', process.execPath, patient, large, outDir],
      { encoding: 'utf8' },
    );
    expect([child.status, child.stderr]).toEqual([
      1,
      expect.stringMatching(/^api\/\d+\.txt could not be written: EFBIG/),
    ]);
    expect([digest(outDir), readdirSync(parent).sort()]).toEqual([before, ['api', 'dist']]);
  });

  itOnPosix.each([
    ['the target', 'dist'],
    ['its parent', '.'],
  ])('when the user may not write to %s', async (_what, locked) => {
    const { directory, outDir, parent } = prepareBuild(endpoints('old', 3));
    await buildStatic(directory, { outDir });
    const before = digest(outDir);
    for (const name of ['.', 'api', 'dist', 'dist/api']) chmodSync(path.join(parent, name), 0o777);
    chmodSync(path.join(parent, locked), 0o555);
    const { status, stderr } = buildAsUser(directory, outDir);
    chmodSync(path.join(parent, locked), 0o777);
    expect([status, stderr]).toEqual([1, expect.stringContaining('is read-only for this user')]);
    expect([digest(outDir), readdirSync(parent).sort()]).toEqual([before, ['api', 'dist']]);
  });
});
