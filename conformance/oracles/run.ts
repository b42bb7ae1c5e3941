import { compareAstroRouting } from './astro-routing';
import { compareNextRouting } from './next-routing';
import { compareLive } from './live';
import { compareNextResolver } from './next-resolver';
import type { Findings } from './oracle';

const maxShown = 20;

// Usage: npm run oracles [-- <seed> [<sets> [live]]]. Ends with 1 when something differs.
async function main(): Promise<void> {
  const [seed = 1, sets = 5000] = process.argv.slice(2, 4).map(Number);
  const requestsPerSet = 20;
  if (process.argv[4] === 'live') {
    for (const framework of ['next', 'astro'] as const) report(await compareLive(framework, seed, sets));
  }
  report(await compareNextResolver({ seed, requests: 4 * sets }));
  report(compareNextRouting({ seed, sets, requestsPerSet }));
  report(await compareAstroRouting({ seed, sets, requestsPerSet }));
}

function report({ title, sets, requests, answered, differences }: Findings): void {
  console.log(`${title}: ${sets} sets, ${requests} requests (${answered} answered), ${differences.length} different`);
  for (const difference of differences.slice(0, maxShown)) console.log(`  ${difference}`);
  if (differences.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
