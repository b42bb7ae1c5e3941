import { endpointMethods } from '../modules/method-names';
import { toPattern } from '../routes/route-table';
import { type AppItem, comparePositions } from './app-items';
import { findCondition, isBehindSwitch } from './call-site';
import { compareFiles, coverageOf, isBelowMount, methodsMeet } from './compare-items';
import type { ExpressPath } from './express-path';
import { canOverlap, shapeOf } from './path-overlap';
import type { Piece, PieceFinder } from './pieces';
import { ownParams, paramCallbacks } from './param-callbacks';
import type { PlanContext } from './plan-context';
import { because, isReason, type Reason } from './reason';
import type { Place, Registration } from './recorded-app';

/** Where the files would be mounted: before a layer of the app. */
export interface MountPoint {
  readonly layer: number;
  /** The calls that lead there. */
  readonly stack: readonly Place[];
}

/**
 * Finds out which routes can become files that are served in front of one layer of the app. Everything
 * that ran between that layer and a route must come along or be unable to matter.
 */
export class PlanAttempt {
  readonly blocked = new Map<Registration, Reason>();
  readonly routes: readonly AppItem[];

  constructor(
    readonly context: PlanContext,
    readonly mount: MountPoint,
    readonly pieces: PieceFinder,
  ) {
    this.routes = context.items.filter(({ kind }) => kind === 'route');
    for (const item of this.routes) this.#block(item, this.#ownProblem(item));
    this.settle();
  }

  /** A route that stays can hold back others: until nothing changes any more. */
  settle(): void {
    for (let before = -1; before !== this.blocked.size;) {
      before = this.blocked.size;
      for (const item of this.routes) if (this.isMoved(item)) this.#block(item, this.#orderProblem(item));
    }
  }

  isMoved({ kind, registration }: AppItem): boolean {
    return kind === 'route' && !this.blocked.has(registration);
  }

  get movedCount(): number {
    return new Set(this.routes.filter((item) => this.isMoved(item)).map(({ registration }) => registration)).size;
  }

  block(registration: Registration, reason: Reason): void {
    if (!this.blocked.has(registration)) this.blocked.set(registration, reason);
  }

  #block(item: AppItem, reason: Reason | undefined): void {
    if (reason) this.block(item.registration, reason);
  }

  /** What stands in the way of a route by itself. */
  #ownProblem(item: AppItem): Reason | undefined {
    const { app } = this.context;
    const { registration, mounts } = item;
    const at = registration.site;
    if (isBehindSwitch(registration, this.context.sources)) {
      return because('kept', 'it was kept behind the switch when its file was written', at);
    }
    if (item.isInSubApp) return because('sub-app', 'it belongs to an app that is mounted in the app', at);
    if (item.pathProblem !== undefined) return because('path', item.pathProblem, at);
    if (item.position[0]! < this.mount.layer) {
      return because('before-mount', 'it stands before middleware that the other routes need first', at);
    }
    const method = registration.methods.find((name) => name !== '*' && !endpointMethods.has(name));
    if (method !== undefined) return because('path', `no file answers ${method}`, at);
    if (app.receivers[registration.receiver]!.strict !== app.receivers[app.root]!.strict) {
      return because('setting', 'its router and the app differ in strict routing', at);
    }
    for (const call of [registration, ...mounts]) {
      const condition = findCondition(call.stack, this.context.sources, this.mount.stack);
      if (condition) return because('condition', 'it is registered under a condition', this.context.placeOf(condition));
    }
    const site = this.pieces.siteOf(registration);
    if (isReason(site)) return site;
    for (const path of item.paths!) {
      const problem = this.context.fileProblem(path.segments);
      if (problem) return because(problem.code, problem.text, at);
    }
    const pieces = this.pieces.piecesOf(registration, isBelowMount(item));
    return isReason(pieces) ? pieces : this.#paramProblem(item);
  }

  /** Callbacks of `router.param()` that cannot come along. */
  #paramProblem({ registration, mounts }: AppItem): Reason | undefined {
    const { app, major } = this.context;
    for (const call of [registration, ...mounts]) {
      for (const callback of paramCallbacks(app.registrations, call, ownParams(call, major))) {
        const pieces = this.pieces.piecesOf(callback, false);
        if (isReason(pieces))
          return because('param', `its param() callback cannot come along: ${pieces.text}`, pieces.at);
      }
    }
    return undefined;
  }

  /** What stands in the way of a route because of what comes before it. */
  #orderProblem(item: AppItem): Reason | undefined {
    for (const path of item.paths!) {
      const problem = this.#fileOrderProblem(path);
      if (problem) return problem;
      for (const other of this.#between(item)) {
        const reason = this.#problemWith(other, item, path);
        if (reason) return reason;
      }
    }
    return undefined;
  }

  /** Files that are there already were tried before every route that is left. */
  #fileOrderProblem({ segments }: ExpressPath): Reason | undefined {
    const mine = this.context.belowBase(segments);
    for (const file of this.context.existing) {
      if (!canOverlap({ segments: mine, isPrefix: false }, { segments: file.segments, isPrefix: false })) continue;
      if (compareFiles(mine, file.segments) < 0) {
        return because('order', `as a file it would come before ${file.path}, which answers first now`);
      }
    }
    return undefined;
  }

  /** What a request passes on its way from the mount point to an item. */
  #between(item: AppItem): AppItem[] {
    return this.context.items.filter(
      (other) =>
        other.registration !== item.registration &&
        other.position[0]! >= this.mount.layer &&
        comparePositions(other.position, item.position) < 0,
    );
  }

  #problemWith(other: AppItem, item: AppItem, path: ExpressPath): Reason | undefined {
    const own = { segments: path.segments, isPrefix: false };
    if (!other.reach.some((reach) => canOverlap(reach, own))) return undefined;
    if (other.kind === 'route') return this.#routeProblem(other, item, path);
    const name = `${other.registration.call}() of ${other.function?.name || 'a function'}`;
    const at = other.registration.site;
    if (other.kind === 'api-routes') return undefined;
    if (other.kind === 'error') {
      return because('order', 'an error handler before it would come after it', at);
    }
    if (this.context.isStaticServer(other)) {
      return because('order', `${name} comes before it, and a static file of its URL would answer first`, at);
    }
    const covered = other.paths && coverageOf(other.paths, path);
    if (covered !== 'all') return because('middleware', `${name} runs before it for some of its URLs`, at);
    const piece = this.pieceOf(other);
    return isReason(piece)
      ? because('middleware', `${name} runs before it and cannot come along: ${piece.text}`, piece.at ?? at)
      : undefined;
  }

  #routeProblem(other: AppItem, item: AppItem, path: ExpressPath): Reason | undefined {
    if (!methodsMeet(other.methods, item.methods)) return undefined;
    const at = other.registration.site;
    const url = toPattern('', path.segments);
    if (!this.isMoved(other)) {
      return because('order', `a route before it stays behind and may answer ${url} first`, at);
    }
    for (const earlier of other.paths!) {
      if (!canOverlap({ segments: earlier.segments, isPrefix: false }, { segments: path.segments, isPrefix: false }))
        continue;
      if (shapeOf(earlier.segments) === shapeOf(path.segments)) {
        if (this.#hasBetween(other, item, path)) {
          return because('order', `${url} is registered twice, with another route between`, at);
        }
        if (earlier.checks.length > 0 || this.#skips(other)) {
          return because(
            'order',
            `${url} is registered before it, and may pass a request on to it with next('route')`,
            at,
          );
        }
      } else if (compareFiles(earlier.segments, path.segments) > 0) {
        const earlierUrl = toPattern('', earlier.segments);
        return because(
          'order',
          `${earlierUrl} is registered before it and answers first; as a file it would come second`,
          at,
        );
      }
    }
    return undefined;
  }

  /** In one chain `next('route')` would skip what another route has behind it. */
  #skips(item: AppItem): boolean {
    const pieces = this.pieces.piecesOf(item.registration, isBelowMount(item));
    return !isReason(pieces) && pieces.some(({ use }) => use.skipsRoutes);
  }

  /** Handlers of one file run in a row: nothing of another may stand between. */
  #hasBetween(first: AppItem, last: AppItem, path: ExpressPath): boolean {
    return this.#between(last).some(
      (other) =>
        other.kind === 'route' &&
        comparePositions(other.position, first.position) > 0 &&
        methodsMeet(other.methods, last.methods) &&
        other.reach.some(({ segments }) =>
          canOverlap({ segments, isPrefix: false }, { segments: path.segments, isPrefix: false }),
        ) &&
        !(other.paths ?? []).some(({ segments }) => shapeOf(segments) === shapeOf(path.segments)),
    );
  }

  /** The middleware that a route takes along, in order. */
  carriedBefore(item: AppItem, path: ExpressPath): AppItem[] {
    return this.#between(item).filter(
      (other) => other.kind === 'middleware' && other.paths !== undefined && coverageOf(other.paths, path) === 'all',
    );
  }

  /** The error handlers of its routers that come after a route. */
  errorHandlersAfter(item: AppItem, path: ExpressPath): AppItem[] {
    const receivers = new Set(item.mounts.map(({ index }) => index));
    return this.context.items.filter(
      (other) =>
        other.kind === 'error' &&
        other.mounts.length > 0 &&
        receivers.has(other.mounts.at(-1)!.index) &&
        comparePositions(other.position, item.position) > 0 &&
        other.paths !== undefined &&
        coverageOf(other.paths, path) !== 'none',
    );
  }

  /** The argument that is a middleware. */
  pieceOf(item: AppItem): Piece | Reason {
    const pieces = this.pieces.piecesOf(item.registration, isBelowMount(item));
    if (isReason(pieces)) return pieces;
    return pieces.find(({ handlers }) => handlers.includes(item.handler!))!;
  }
}
