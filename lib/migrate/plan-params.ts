import type { Segment } from '../routes/route';
import type { AppItem } from './app-items';
import { ownParams, paramCallbacks } from './param-callbacks';
import type { PlanAttempt } from './plan-attempt';
import type { PlanContext } from './plan-context';
import { isReason } from './reason';
import type { Registration } from './recorded-app';
import type { Step } from './step';

/** The callbacks of `router.param()` for the parameters in the path of one call. */
export function paramSteps(
  registration: Registration,
  item: AppItem,
  segments: readonly Segment[],
  seen: Set<unknown>,
  attempt: PlanAttempt,
): Step[] {
  const { app, major } = attempt.context;
  const names = ownParams(registration, major);
  return paramCallbacks(app.registrations, registration, names).flatMap((callback) => {
    const pieces = attempt.pieces.piecesOf(callback, false);
    if (isReason(pieces)) return [];
    return callback.params
      .filter((name) => names.includes(name) && !seen.has(`${callback.index} ${name}`))
      .flatMap((name) => {
        seen.add(`${callback.index} ${name}`);
        const from = fileNameOf(name, item, segments);
        return pieces.map((piece): Step => ({ type: 'param', from, name, piece }));
      });
  });
}

/** A router without `mergeParams` does not see the parameters of its mount path; a file sees all. */
export function narrowSteps(item: AppItem, segments: readonly Segment[], { context }: PlanAttempt): Step[] {
  const names = visibleParams(item, context);
  const all = new Set([
    ...segments.flat().flatMap((part) => (part.type === 'text' ? [] : [part.name])),
    ...aliasesFor(item, segments).map(({ to }) => to),
  ]);
  return [...all].every((name) => names.includes(name)) ? [] : [{ type: 'narrow', names }];
}

function visibleParams({ registration, mounts }: AppItem, { app, major }: PlanContext): string[] {
  const names = ownParams(registration, major);
  let receiver = registration.receiver;
  for (const mount of mounts.toReversed()) {
    if (!app.receivers[receiver]!.mergeParams) break;
    names.unshift(...ownParams(mount, major));
    receiver = mount.receiver;
  }
  return [...new Set(names)];
}

interface Alias {
  readonly type: 'alias';
  readonly from: string;
  readonly to: string;
  readonly isJoined: boolean;
}

/** Where a call names a parameter otherwise than the file does. */
export function aliasesFor(item: AppItem, segments: readonly Segment[]): Alias[] {
  const aliases = new Map<string, Alias>();
  for (const path of item.paths ?? []) {
    path.segments.forEach((segment, i) => {
      segment.forEach((part, j) => {
        const other = segments[i]?.[j];
        if (part.type === 'text' || !other || other.type === 'text' || other.name === part.name) return;
        aliases.set(part.name, { type: 'alias', from: other.name, to: part.name, isJoined: part.name === '0' });
      });
    });
  }
  return [...aliases.values()];
}

/** The file's name for a parameter that a call names. */
export function fileNameOf(name: string, item: AppItem, segments: readonly Segment[]): string {
  const alias = aliasesFor(item, segments).find(({ to }) => to === name);
  return alias?.from ?? name;
}
