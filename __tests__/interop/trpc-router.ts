import { initTRPC, TRPCError } from '@trpc/server';
import type { CreateNextContextOptions } from '@trpc/server/adapters/next';

interface Context {
  readonly user: string | undefined;
}

export function createContext({ req }: CreateNextContextOptions): Context {
  return { user: req.headers.authorization };
}

const { router, procedure } = initTRPC.context<Context>().create();

function readText(input: unknown): string {
  if (typeof input !== 'string') throw new TypeError('text is expected');
  return input;
}

function readNote(input: unknown): { text: string } {
  return { text: readText((input as { text?: unknown } | undefined)?.text) };
}

const notes: string[] = [];

export const appRouter = router({
  greeting: procedure.input(readText).query(({ input }) => `Hello, ${input}`),
  user: procedure.query(({ ctx }) => ctx.user ?? null),
  add: procedure.input(readNote).mutation(({ input }) => {
    notes.push(input.text);
    return notes.length;
  }),
  notes: procedure.query(() => notes),
  missing: procedure.query(() => {
    throw new TRPCError({ code: 'NOT_FOUND', message: 'No such note' });
  }),
  upload: procedure
    .input((input) => {
      if (!(input instanceof FormData)) throw new TypeError('a form is expected');
      return input;
    })
    .mutation(({ input }) => [...input.keys()]),
  slow: procedure.query(async function* () {
    for (const word of ['one', 'two', 'three']) {
      await Promise.resolve();
      yield word;
    }
  }),
  ticks: procedure.subscription(async function* () {
    for (const tick of [1, 2, 3]) {
      await Promise.resolve();
      yield tick;
    }
  }),
});

export type AppRouter = typeof appRouter;
