import { type Case, type Framework, readCases, recordedHosts } from './case';
import { compare, type Difference, leftOutHeader } from './compare';
import { type DifferenceRule, findRule } from './differences';
import { type Answer, sendCase } from './send-case';
import { type RunningServer, type ServerName, startServer } from './start-server';

export type Verdict =
  | { readonly kind: 'identical' }
  | { readonly kind: 'left out'; readonly why: string }
  | { readonly kind: 'on purpose'; readonly rule: DifferenceRule }
  | { readonly kind: 'different'; readonly differences: readonly Difference[] };

export interface Replayed {
  readonly recorded: Case;
  readonly verdict: Verdict;
}

/** Sends every recorded request of a framework to our server, one after the other. */
export async function replay(framework: Framework, name: ServerName, options: object = {}): Promise<Replayed[]> {
  const server = await startServer(framework, name, options);
  try {
    return await replayOn(server, framework);
  } finally {
    await server.stop();
  }
}

async function replayOn({ port }: RunningServer, framework: Framework): Promise<Replayed[]> {
  const replayed: Replayed[] = [];
  for (const recorded of readCases(framework)) {
    const answer = await sendCase(port, recordedHosts[framework], recorded);
    replayed.push({ recorded, verdict: judge(framework, recorded, answer) });
  }
  return replayed;
}

function judge(framework: Framework, recorded: Case, answer: Answer): Verdict {
  const differences = compare(recorded.expect, answer, recorded.method);
  if (differences.length === 0) return { kind: 'identical' };
  const why = answer.headers[leftOutHeader];
  if (typeof why === 'string') return { kind: 'left out', why };
  const rule = findRule(framework, recorded, answer, differences);
  return rule ? { kind: 'on purpose', rule } : { kind: 'different', differences };
}
