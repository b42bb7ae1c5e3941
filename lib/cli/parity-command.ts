import type { Command } from 'commander';
import { isPlace, readRequests } from '../migrate/parity/read-requests';
import { recordRequests } from '../migrate/parity/record-requests';
import { type ParityRow, runParity } from '../migrate/parity/run-parity';
import { exitWithError } from './exit';
import { formatParity } from './format-parity';
import { terminalWidth } from './format-table';
import { createPaint } from './paint';

interface ParityFlags {
  requests?: string;
  ignore?: string[];
  oldEnv?: string[];
  newEnv?: string[];
  export?: string;
  import?: string[];
  timeout?: string;
  allowUnsafe?: boolean;
  json?: boolean;
}

const help = `
<old> and <new> are modules of apps, or URLs of apps that run. A module is started
in a process of its own on a free port, and ends with this command. Give each app
a database of its own: requests are sent one by one, to the old app first. Cookies
are each app's own.

The file is a HAR 1.2 file, or a JSON list:
  [
    { "method": "POST", "path": "/users", "headers": { "x-key": "1" },
      "body": { "name": "Ada" }, "capture": { "id": "body.id" } },
    { "path": "/users/{{id}}", "ignore": ["body.createdAt"] }
  ]
"capture" takes values of the answer, each app's own: body.a.b, headers.x, status.
"cookies": false sends none. "bodyBase64" is a body of bytes. In a HAR file, and in
what "parity record" writes, long ids and tokens of answers are captured.

Compared are status, headers and body: JSON by its values, anything else by its
bytes. Not compared: Date, Connection, Keep-Alive, Transfer-Encoding,
Server-Timing, X-Request-Id, X-Response-Time, (X-)RateLimit-Reset; values of
cookies from 16 characters on; ETag, Content-Length and digests where bodies
differ in what is ignored; the app's own origin, and values from 8 characters on
that were captured. --ignore adds places:
status, headers.etag, body.*.id (one key or index), body.**.createdAt (any).

Examples:
  $ pages-api parity record --out requests.json -- npm test
  $ pages-api parity old/app.js src/app.js --requests requests.json
  $ pages-api parity src/app.js src/app.js --new-env PAGES_API=1 --requests site.har
  $ pages-api parity https://example.com src/app.js --requests requests.json

Methods other than GET, HEAD and OPTIONS go to apps that are started here only,
unless --allow-unsafe says otherwise.

Exit codes: 0 the same, 1 something differs, 2 wrong usage, or an app does not start`;

const recordHelp = `
Requests to every HTTP server of every Node process in the command are noted, in
their order; run tests in one process (jest --runInBand) where one depends on
another. The output of the command goes to stderr.

Examples:
  $ pages-api parity record -- npm test
  $ pages-api parity record --out requests.json -- npx jest --runInBand

Exit codes: 0 written, 1 no request came or the command failed, 2 wrong usage`;

export function addParityCommand(program: Command): void {
  const parity = program
    .command('parity')
    .description('replay requests against two apps and compare the answers')
    .argument('<old>', 'module or URL of the app as it was')
    .argument('<new>', 'module or URL of the app as it is')
    // Commander would require it of "parity record", too.
    .option('--requests <file>', 'HAR file or JSON list of requests')
    .option('--ignore <place...>', 'what is not compared, such as body.**.id')
    .option('--old-env <assignment...>', 'variables of the old app, such as PAGES_API=')
    .option('--new-env <assignment...>', 'variables of the new app, such as PAGES_API=1')
    .option('--export <name>', 'the export that is the app, or makes it')
    .option('--import <module...>', 'modules to import before an app, such as tsx')
    .option('--timeout <seconds>', 'how long an answer may take', '10')
    .option('--allow-unsafe', 'send POST and the like to apps that were not started here')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', help)
    .action(compare);
  parity
    .command('record')
    .description('run a command, such as a test suite, and write the requests in it to a file')
    .argument('<command...>', 'what to run, behind --')
    .option('--out <file>', 'the file to write', 'requests.json')
    .addHelpText('after', recordHelp)
    .action(record);
}

async function compare(old: string, next: string, flags: ParityFlags, command: Command): Promise<void> {
  const file = flags.requests ?? command.error("error: required option '--requests <file>' not specified");
  try {
    const { requests, skipped } = readRequests(file);
    if (requests.length === 0) throw new TypeError(`${file} holds no request.`);
    const how = { exportName: flags.export, imports: flags.import ?? [] };
    const rows = await runParity(old, next, requests, {
      old: { ...how, env: readEnv('--old-env', flags.oldEnv) },
      new: { ...how, env: readEnv('--new-env', flags.newEnv) },
      ignore: readPlaces(flags.ignore),
      allowUnsafe: flags.allowUnsafe ?? false,
      timeout: readSeconds(flags.timeout) * 1000,
    });
    for (const line of skipped) process.stderr.write(`left out: ${line}\n`);
    const text = flags.json ? `${JSON.stringify(toJson(rows, skipped), null, 2)}\n` : showTable(rows);
    process.stdout.write(text, () => process.exit(rows.every(({ isSame }) => isSame) ? 0 : 1));
  } catch (error) {
    process.stderr.write(`${(error as Error).message.trimEnd()}\n`);
    process.exit(2);
  }
}

async function record(command: string[], { out }: { out: string }): Promise<void> {
  try {
    const { count, exitCode } = await recordRequests(command, out);
    process.stdout.write(`${count} ${count === 1 ? 'request' : 'requests'} in ${out}\n`);
    if (exitCode !== 0)
      throw new Error(`The command failed (${exitCode === null ? 'by a signal' : `exit code ${exitCode}`}).`);
  } catch (error) {
    exitWithError(error);
  }
}

function showTable(rows: readonly ParityRow[]): string {
  return formatParity(rows, terminalWidth(), createPaint(process.stdout));
}

function toJson(rows: readonly ParityRow[], skipped: readonly string[]): object {
  return { same: rows.filter(({ isSame }) => isSame).length, requests: rows, skipped };
}

function readEnv(flag: string, assignments: readonly string[] = []): Record<string, string> {
  const pairs = assignments.map((assignment): [string, string] => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
    if (name === undefined) throw new TypeError(`${flag} takes NAME=value, not ${JSON.stringify(assignment)}`);
    return [name, value!];
  });
  return Object.fromEntries(pairs);
}

function readPlaces(places: readonly string[] = []): readonly string[] {
  const wrong = places.find((place) => !isPlace(place));
  if (wrong === undefined) return places;
  throw new TypeError(`--ignore takes status, headers.etag or body.*.id, not ${JSON.stringify(wrong)}`);
}

function readSeconds(text = ''): number {
  const seconds = Number(text);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new TypeError(`--timeout must be a number of seconds above 0, not ${JSON.stringify(text)}`);
}
