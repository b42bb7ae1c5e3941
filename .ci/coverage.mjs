// node .ci/coverage.mjs [arguments of Jest]: how much of lib/ the tests run, the processes that they start among it.
// Exit code 1 when a test fails or a threshold is missed. The report is in coverage/; dist/ is as after `npm run build`.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const { createCoverageMap } = require('istanbul-lib-coverage');
const { createInstrumenter } = require('istanbul-lib-instrument');
const { createContext } = require('istanbul-lib-report');
const { createSourceMapStore } = require('istanbul-lib-source-maps');
const reports = require('istanbul-reports');

const thresholds = { lines: 95, branches: 90 };
const root = path.dirname(import.meta.dirname);
const dist = path.join(root, 'dist');
const reportFolder = path.join(root, 'coverage');
/** They re-export. Instrumented, they would not show these names to an ES module that imports them. */
const doors = ['index.js', 'static.js', 'testing.js'];
/** Milliseconds are allowed there, of which counting takes some. The first two are those of jest.config.ts. */
const ignored = ['/node_modules/', '/fixtures/', '/torture/linear-time'];
const childrenFolder = path.join(reportFolder, 'children');

rmSync(reportFolder, { recursive: true, force: true });
mkdirSync(childrenFolder, { recursive: true });
// Some tests start Node as another user.
chmodSync(childrenFolder, 0o777);
let hasPassed;
let instrumented;
try {
  build('--sourceMap');
  instrumented = instrument();
  hasPassed = runTests(process.argv.slice(2));
} finally {
  build();
}
const map = await collect(instrumented);
report(map);
const isEnough = check(map.getCoverageSummary());
process.exitCode = hasPassed && isEnough ? 0 : 1;

function build(...options) {
  rmSync(dist, { recursive: true, force: true });
  run(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', ...options]);
}

/**
 * Processes load the built package: what Jest does to lib/ for its own process is done to dist/ for theirs.
 * Gives the places that are counted, by file.
 */
function instrument() {
  const instrumenter = createInstrumenter({ compact: false });
  const places = new Map();
  for (const file of filesBelow(dist, '.js')) {
    if (doors.includes(path.relative(dist, file))) continue;
    const sourceMap = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
    writeFileSync(file, instrumenter.instrumentSync(readFileSync(file, 'utf8'), file, sourceMap));
    places.set(file, instrumenter.lastFileCoverage());
  }
  return places;
}

function runTests(options) {
  const jest = ['node_modules/jest/bin/jest.js', '--coverage', '--coverageReporters=json'];
  jest.push(...ignored.map((pattern) => `--testPathIgnorePatterns=${pattern}`));
  const hook = path.join(import.meta.dirname, 'coverage-hook.cjs');
  const env = {
    ...process.env,
    COVERAGE_FOLDER: childrenFolder,
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(hook)}`,
    // Without the paths of tsconfig.json, processes under tsx load dist/ as well.
    TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.build.json'),
  };
  return run([...jest, `--coverageDirectory=${path.join(reportFolder, 'jest')}`, ...options], env);
}

/** Both came from the same TypeScript, so that their places in it are the same and their counts add up. */
async function collect(places) {
  const children = {};
  for (const file of filesBelow(childrenFolder, '.json')) {
    for (const [source, counts] of Object.entries(JSON.parse(readFileSync(file, 'utf8')))) {
      children[source] ??= places.get(source);
      addUp(children[source], counts);
    }
  }
  const map = createCoverageMap(JSON.parse(readFileSync(path.join(reportFolder, 'jest/coverage-final.json'), 'utf8')));
  map.merge(await createSourceMapStore().transformCoverage(createCoverageMap(children)));
  map.filter((file) => file.startsWith(path.join(root, 'lib') + path.sep));
  return map;
}

function addUp(totals, counts) {
  for (const [key, count] of Object.entries(counts)) {
    if (typeof count === 'number') totals[key] += count;
    else addUp(totals[key], count);
  }
}

function report(coverageMap) {
  const context = createContext({ dir: reportFolder, coverageMap });
  for (const name of ['text', 'lcovonly', 'json-summary', 'html']) reports.create(name).execute(context);
}

function check(summary) {
  const low = Object.entries(thresholds).filter(([name, least]) => !(summary[name].pct >= least));
  for (const [name, least] of low) console.error(`Coverage of ${name} is ${summary[name].pct} %, below ${least} %`);
  return low.length === 0;
}

function run(args, env = process.env) {
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status === 0;
}

function filesBelow(folder, extension) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
