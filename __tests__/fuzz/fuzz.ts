import fc from 'fast-check';

/** How often each property is tried: `FUZZ_RUNS=1000000 npm run fuzz` for the long form. */
const wanted = Number(process.env['FUZZ_RUNS'] ?? 0);
/** Repeats a run: `FUZZ_SEED=123 npx jest __tests__/fuzz`. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

console.log(`FUZZ_SEED=${seed}`);

/** Six hours: the long form ends by its runs. */
export const fuzzTimeoutMs = 6 * 3_600_000;

/**
 * Tries a property on one kind of input; what fails is shrunk and printed with its seed and path.
 *
 * @param runs The short form.
 */
export function fuzz<T>(inputs: fc.Arbitrary<T>, runs: number, predicate: (input: T) => void): void {
  fc.assert(fc.property(inputs, predicate), { seed, numRuns: Math.max(runs, wanted) });
}

/** The same for what takes turns of the event loop. */
export async function fuzzAsync<T>(
  inputs: fc.Arbitrary<T>,
  runs: number,
  predicate: (input: T) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(inputs, predicate), { seed, numRuns: Math.max(runs, wanted) });
}

/** The same for what goes over real sockets: the long form is a hundredth as long. */
export async function fuzzOverSockets<T>(
  inputs: fc.Arbitrary<T>,
  runs: number,
  predicate: (input: T) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(inputs, predicate), { seed, numRuns: Math.max(runs, Math.floor(wanted / 100)) });
}
