import { type Case, type Framework, readCases, recordedHosts, writeCases } from '../replay/case';
import { sendCase } from '../replay/send-case';
import { build, start } from './frameworks';
import { toExpectation } from './to-expectation';

// Usage: npm run record [-- next|astro]. Builds and starts the real frameworks, sends every case and writes the answers.
async function main(): Promise<void> {
  const [only] = process.argv.slice(2);
  for (const framework of ['next', 'astro'] as const) {
    if (only === undefined || only === framework) await record(framework);
  }
}

async function record(framework: Framework): Promise<void> {
  await build(framework);
  const server = await start(framework);
  const recorded: Case[] = [];
  let changed = 0;
  try {
    for (const known of readCases(framework)) {
      const answer = await sendCase(server.port, recordedHosts[framework], known);
      const expect = toExpectation(answer);
      if (!isSame(known.expect, expect)) {
        changed++;
        console.log(
          `${framework}: ${known.name}\n  was ${JSON.stringify(known.expect)}\n  is  ${JSON.stringify(expect)}`,
        );
      }
      recorded.push({ ...known, expect });
    }
  } finally {
    await server.stop();
  }
  writeCases(framework, recorded);
  console.log(`${framework}: ${recorded.length} cases recorded, ${changed} of them with a new answer`);
}

/** The order of the headers is the connection's. */
function isSame(known: Case['expect'] | undefined, recorded: Case['expect']): boolean {
  return known !== undefined && sorted(known) === sorted(recorded);
}

function sorted({ headers, ...rest }: Case['expect']): string {
  return JSON.stringify([Object.entries(rest).sort(), Object.entries(headers).sort()]);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
