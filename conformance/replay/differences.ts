import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Case, type Framework, recordedHosts } from './case';
import type { Difference } from './compare';
import type { Answer } from './send-case';

/** Where we differ on purpose: a rule, never a single case. */
export interface DifferenceRule {
  readonly id: string;
  readonly match: RuleMatch;
  /** Both answers in words, for the table. */
  readonly theirs: string;
  readonly ours: string;
  readonly reason: string;
  /** The options that give the framework's answer, where there are some. */
  readonly restore?: Readonly<Record<string, unknown>>;
  /** A page in `docs/decisions/`. */
  readonly decision: string;
}

interface RuleMatch {
  readonly frameworks: readonly Framework[];
  /** Their status, and ours where it is not any. */
  readonly theirs: readonly number[];
  readonly ours?: readonly number[];
  readonly methods?: readonly string[];
  readonly notMethods?: readonly string[];
  /** A regular expression for the path and the query. */
  readonly path?: string;
  /** No Origin header, or one that names the host of the request with another scheme. */
  readonly origin?: readonly string[];
  /** A regular expression for the Location they send. */
  readonly theirLocation?: string;
  /** The only fields that may differ; `*` for all. */
  readonly fields: readonly string[];
}

export const differenceRules = JSON.parse(
  readFileSync(path.join(__dirname, '../differences.json'), 'utf8'),
) as readonly DifferenceRule[];

/** The rule that explains why an answer differs, if one does. */
export function findRule(
  framework: Framework,
  { method, path: url, headers, expect }: Case,
  answer: Answer,
  differences: readonly Difference[],
): DifferenceRule | undefined {
  return differenceRules.find(
    ({ match }) =>
      match.frameworks.includes(framework) &&
      match.theirs.includes(expect.status) &&
      (match.ours?.includes(answer.status) ?? true) &&
      (match.methods?.includes(method) ?? true) &&
      !match.notMethods?.includes(method) &&
      (match.origin === undefined || match.origin.includes(originOf(framework, headers?.['origin']))) &&
      (match.theirLocation === undefined || new RegExp(match.theirLocation).test(String(expect.headers['location']))) &&
      (match.path === undefined || new RegExp(match.path).test(url)) &&
      (match.fields.includes('*') || differences.every(({ field }) => match.fields.includes(field))),
  );
}

function originOf(framework: Framework, origin: string | undefined): string {
  if (origin === undefined) return 'none';
  return URL.canParse(origin) && new URL(origin).host === recordedHosts[framework] ? 'same-host' : 'other';
}
