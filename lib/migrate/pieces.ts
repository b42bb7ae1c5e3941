import type { ts } from 'ts-morph';
import { type CallSite, findCallSite } from './call-site';
import { type Lift, liftExpression } from './lift';
import { findRequestUse, type RequestUse } from './request-use';
import { because, isReason, type Reason } from './reason';
import type { RecordedApp, RecordedHandler, Registration } from './recorded-app';
import { placeOf, type Sources } from './sources';

/** One argument of a registration, or one item of an array there, as it will stand in a chain. */
export interface Piece {
  readonly registration: Registration;
  readonly lift: Lift;
  readonly handlers: readonly RecordedHandler[];
  /** Whether it is a handler, an array of them, or arrays in an array. */
  readonly shape: 'one' | 'list' | 'nested';
  /** The node in the source, the dots of a spread included. */
  readonly argument: ts.Expression;
  readonly use: RequestUse;
}

/** Finds and lifts the arguments of registrations; what was found once is kept. */
export class PieceFinder {
  readonly #sites = new Map<Registration, CallSite | Reason>();
  readonly #pieces = new Map<Registration, readonly Piece[] | Reason>();

  constructor(
    private readonly app: RecordedApp,
    private readonly sources: Sources,
    /** Files that are still being loaded where the files are mounted. */
    private readonly loading: ReadonlySet<string>,
  ) {}

  siteOf(registration: Registration): CallSite | Reason {
    let site = this.#sites.get(registration);
    if (!site) this.#sites.set(registration, (site = findCallSite(registration, this.app, this.sources)));
    return site;
  }

  /** The arguments of a registration, in order, or why one of them cannot be lifted. */
  piecesOf(registration: Registration, isMounted: boolean): readonly Piece[] | Reason {
    let pieces = this.#pieces.get(registration);
    if (!pieces) this.#pieces.set(registration, (pieces = this.#find(registration, isMounted)));
    return pieces;
  }

  #find(registration: Registration, isMounted: boolean): readonly Piece[] | Reason {
    const site = this.siteOf(registration);
    if (isReason(site)) return site;
    const pieces: Omit<Piece, 'use'>[] = [];
    for (const handler of registration.handlers) {
      const { kind } = this.app.functions[handler.function]!;
      if (kind !== 'function' && registration.kind === 'use') continue;
      if (kind !== 'function')
        return because('sub-app', 'one of its handlers is a router or an app', registration.site);
      const located = locateArgument(site, registration, handler, this.sources);
      if (isReason(located)) return located;
      const known = pieces.findIndex(({ argument }) => argument === located.node);
      if (known !== -1) {
        pieces[known] = { ...pieces[known]!, handlers: [...pieces[known]!.handlers, handler] };
        continue;
      }
      const lift = liftExpression(located.node, this.loading, this.sources);
      if (isReason(lift)) return lift;
      const shape = located.depth === 0 ? 'one' : located.depth === 1 ? 'list' : 'nested';
      pieces.push({ registration, lift, handlers: [handler], shape, argument: located.node });
    }
    const used = pieces.map((piece) => ({
      ...piece,
      use: findRequestUse(piece.lift.node, piece.handlers, this.app, isMounted, this.sources),
    }));
    const other = used.find(({ use }) => use.other)?.use.other;
    if (!other) return used;
    return because(
      'request-url',
      `it reads req.${other.property}, which is another value in a file`,
      placeOf(other.node),
    );
  }
}

interface LocatedArgument {
  readonly node: ts.Expression;
  /** How many arrays a handler lies in, below the node. */
  readonly depth: number;
}

function locateArgument(
  { call, handlers }: CallSite,
  registration: Registration,
  handler: RecordedHandler,
  { ts: syntax }: Sources,
): LocatedArgument | Reason {
  const offset = call.arguments.length - handlers.length;
  const spreads = handlers.filter((node) => syntax.isSpreadElement(node));
  if (spreads.length > 1) return because('call-site', 'its handlers are spread from several lists', placeOf(call));
  const [first, ...rest] = handler.argument as [number, ...number[]];
  const given = 1 + Math.max(...registration.handlers.map(({ argument }) => argument[0]!)) - offset;
  const spreadAt = spreads[0] ? handlers.indexOf(spreads[0]) : -1;
  const extra = spreads[0] ? given - handlers.length : 0;
  const index = first - offset;
  if (spreadAt !== -1 && index >= spreadAt && index <= spreadAt + extra) {
    return { node: handlers[spreadAt]!, depth: 1 + rest.length };
  }
  let node = handlers[spreadAt !== -1 && index > spreadAt ? index - extra : index];
  while (node && rest.length > 0 && syntax.isArrayLiteralExpression(node)) {
    const items: readonly ts.Expression[] = node.elements;
    if (items.some((item) => syntax.isSpreadElement(item))) break;
    node = items[rest.shift()!];
  }
  if (!node) return because('call-site', 'its handlers were not found among the arguments', placeOf(call));
  return { node, depth: rest.length };
}
