import { build, start } from '../recorder/frameworks';
import { toExpectation } from '../recorder/to-expectation';
import { type Case, type Framework, readCases, recordedHosts } from '../replay/case';
import { compare } from '../replay/compare';
import { findRule } from '../replay/differences';
import { type Answer, sendCase } from '../replay/send-case';
import { startServer } from '../replay/start-server';
import type { Findings } from './oracle';
import { Random } from './random';
import { type RandomRequest, varyRequest } from './random-requests';

/** Variations of the recorded requests, sent to the real framework and to us. */
export async function compareLive(framework: Framework, seed: number, requests: number): Promise<Findings> {
  const random = new Random(seed);
  const cases = readCases(framework);
  await build(framework);
  const [real, ours] = [await start(framework), await startServer(framework, 'express5')];
  const host = recordedHosts[framework];
  const differences: string[] = [];
  let [answered, onPurpose] = [0, 0];
  try {
    for (let i = 0; i < requests; i++) {
      const request: RandomRequest = varyRequest(random, random.pick(cases), random.pick(cases), `http://${host}`);
      const [theirs, own] = [await sendCase(real.port, host, request), await sendCase(ours.port, host, request)];
      // A request that never gets an answer there has none to compare with.
      if (theirs.status === 0 || theirs.isBroken || isFrameworksPage(request.method, theirs, own)) continue;
      answered++;
      const recorded: Case = { ...request, name: '', expect: toExpectation(theirs) };
      const found = compare(recorded.expect, own, request.method);
      if (found.length === 0) continue;
      if (findRule(framework, recorded, own, found)) onPurpose++;
      else
        differences.push(
          `${JSON.stringify(request)}: ${found.map((one) => `${one.field} ${one.theirs} is ${one.ours}`).join('; ')}`,
        );
    }
  } finally {
    await Promise.all([real.stop(), ours.stop()]);
  }
  const title = `${framework}, variations of recorded requests sent to the real server (${onPurpose} differ on purpose)`;
  return { title, sets: cases.length, requests, answered, differences };
}

/** Pages of the framework that say no more than that: a 404 that its ETag turns into 304, an error without a body. */
function isFrameworksPage(method: string, theirs: Answer, own: Answer): boolean {
  const { 'x-answered-by': by } = own.headers;
  if (by === 'app') return theirs.status === 304;
  const isEmpty = by === 'error-handler' && theirs.status >= 400 && theirs.body.length === 0;
  return isEmpty && (method === 'OPTIONS' || theirs.status === own.status);
}
