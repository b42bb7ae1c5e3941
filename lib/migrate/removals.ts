import type { ts } from 'ts-morph';
import { requiredBy } from './free-names';
import type { PlanAttempt } from './plan-attempt';
import type { PlannedEndpoint } from './plan-endpoints';
import type { Step } from './step';
import { isReason } from './reason';
import type { Registration } from './recorded-app';

/** Which calls the files make superfluous. */
export interface Removals {
  readonly registrations: ReadonlySet<Registration>;
  /** Routers that nothing is left in. */
  readonly emptyReceivers: ReadonlySet<number>;
}

/** Finds what has no use any more: the routes that moved, routers without routes, and where they are mounted. */
export function planRemovals(attempt: PlanAttempt, endpoints: readonly PlannedEndpoint[]): Removals {
  const { app } = attempt.context;
  const moved = new Set(attempt.routes.filter((item) => attempt.isMoved(item)).map(({ registration }) => registration));
  const carried = new Set(
    endpoints
      .flatMap(({ chains }) => [...chains.values()].flat())
      .flatMap((step: Step) => (step.type === 'piece' ? step.piece.handlers.map((handler) => handler) : [])),
  );
  const known = new Map<number, boolean>();

  function isGone(registration: Registration): boolean {
    const { kind, handlers } = registration;
    if (kind === 'param') return true;
    if (kind === 'route') {
      const calls = app.registrations.filter(({ route }) => route === registration.index);
      return calls.every((call) => moved.has(call));
    }
    if (kind !== 'use') return moved.has(registration);
    if (!isMountOnly(registration)) return false;
    return handlers.every((handler) => {
      const fn = app.functions[handler.function]!;
      if (fn.kind === 'router') return isEmpty(fn.receiver!);
      return fn.kind === 'function' && carried.has(handler);
    });
  }

  /** A function that is called to make a router may do more than that: its call stays. */
  function isMountOnly(registration: Registration): boolean {
    const site = attempt.pieces.siteOf(registration);
    if (isReason(site)) return true;
    const { ts: syntax } = attempt.context.sources;
    const runs = (node: ts.Node): boolean => {
      if (syntax.isFunctionLike(node) || requiredBy(syntax, node) !== undefined) return false;
      if (syntax.isCallExpression(node) || syntax.isNewExpression(node)) return true;
      return syntax.forEachChild(node, runs) ?? false;
    };
    return registration.handlers.every((handler) => {
      if (app.functions[handler.function]!.kind !== 'router') return true;
      const node = site.call.arguments[handler.argument[0]!];
      return node !== undefined && !runs(node);
    });
  }

  function isEmpty(receiver: number): boolean {
    const before = known.get(receiver);
    if (before !== undefined) return before;
    // A router that is mounted in itself is not empty.
    known.set(receiver, false);
    const own = app.registrations.filter((registration) => registration.receiver === receiver);
    const hasMoved = own.some(
      (registration) =>
        moved.has(registration) ||
        registration.handlers.some(({ function: id }) => {
          const fn = app.functions[id]!;
          return fn.kind === 'router' && isEmpty(fn.receiver!);
        }),
    );
    const result = receiver !== app.root && hasMoved && own.every(isGone);
    known.set(receiver, result);
    return result;
  }

  const emptyReceivers = new Set(
    app.receivers.filter(({ id, kind }) => kind === 'router' && isEmpty(id)).map(({ id }) => id),
  );
  const registrations = new Set(
    app.registrations.filter((registration) => {
      if (emptyReceivers.has(registration.receiver)) return isGone(registration);
      if (registration.kind === 'param') return false;
      if (registration.kind !== 'use') return isGone(registration);
      const mounts = registration.handlers.some(({ function: id }) => app.functions[id]!.kind === 'router');
      return mounts && isGone(registration);
    }),
  );
  return { registrations, emptyReceivers };
}
