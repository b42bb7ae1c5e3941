import type { Segment } from '../routes/route';
import { toPattern } from '../routes/route-table';
import { type AppItem, comparePositions } from './app-items';
import type { ExpressPath } from './express-path';
import { shapeOf } from './path-overlap';
import { isBelowMount } from './compare-items';
import type { PlanAttempt } from './plan-attempt';
import { toFileName } from './plan-context';
import { aliasesFor, fileNameOf, narrowSteps, paramSteps } from './plan-params';
import type { Step } from './step';
import type { Piece } from './pieces';
import { isReason } from './reason';
import type { Registration } from './recorded-app';

/** A file to write. */
export interface PlannedEndpoint {
  /** Below the directory, without extension. */
  readonly name: string;
  readonly segments: readonly Segment[];
  /** `/api/users/[id]`. */
  readonly pattern: string;
  readonly entries: readonly Entry[];
  /** Chains by lower-case method, in the order of registration. */
  readonly chains: ReadonlyMap<string, readonly Step[]>;
}

/** A route at one of its paths. */
export interface Entry {
  readonly item: AppItem;
  readonly path: ExpressPath;
}

/** Groups what moves into files and puts the handlers of each method in a row. */
export function planEndpoints(attempt: PlanAttempt): PlannedEndpoint[] {
  const { context } = attempt;
  const groups = new Map<string, Entry[]>();
  for (const item of attempt.routes) {
    if (!attempt.isMoved(item)) continue;
    for (const path of item.paths!) {
      const shape = shapeOf(context.belowBase(path.segments));
      groups.set(shape, [...(groups.get(shape) ?? []), { item, path }]);
    }
  }
  const shapes = [...groups.keys(), ...context.existing.map(({ segments }) => shapeOf(segments))];
  return [...groups].map(([shape, entries]) => {
    const segments = entries[0]!.path.segments.map(nameWildcard);
    const below = context.belowBase(segments);
    const isFolder = shape !== '' && shapes.some((other) => other.startsWith(`${shape}/`));
    const name = toFileName(below);
    return {
      name: isFolder && !name.endsWith('/index') ? `${name}/index` : name,
      segments,
      pattern: toPattern('', segments),
      entries,
      chains: planChains(entries, segments, attempt),
    };
  });
}

/** Express 4 numbers its wildcards. */
function nameWildcard(segment: Segment): Segment {
  return segment.map((part) => (part.type === 'catch-all' && part.name === '0' ? { ...part, name: 'path' } : part));
}

function planChains(
  entries: readonly Entry[],
  segments: readonly Segment[],
  attempt: PlanAttempt,
): Map<string, Step[]> {
  const methods = new Set(entries.flatMap(({ item }) => item.methods));
  // HEAD is answered like GET; beside `all`, a file has to say so.
  if (methods.has('GET') && methods.has('*')) methods.add('HEAD');
  const chains = new Map<string, Step[]>();
  for (const method of methods) {
    const own = entries.filter(({ item }) => answers(item.methods, method));
    chains.set(method === '*' ? 'all' : method.toLowerCase(), planChain(own, segments, attempt));
  }
  return chains;
}

/** Express answers HEAD with GET, but never the other way round. */
function answers(methods: readonly string[], method: string): boolean {
  return methods.includes('*') || methods.includes(method) || (method === 'HEAD' && methods.includes('GET'));
}

/** Something whose path a request enters, with the middleware that runs there. */
interface Event {
  readonly position: readonly number[];
  readonly registration: Registration;
  readonly item: AppItem;
  readonly pieces: readonly Piece[];
  readonly entry: Entry | undefined;
}

function planChain(entries: readonly Entry[], segments: readonly Segment[], attempt: PlanAttempt): Step[] {
  const events = entries.flatMap((entry) => eventsOf(entry, attempt));
  events.sort((a, b) => comparePositions(a.position, b.position));
  const aliases = new Map<string, Step>();
  const steps: Step[] = [];
  const seen = new Set<unknown>();
  for (const { registration, item, pieces, entry } of events) {
    for (const alias of aliasesFor(item, segments)) aliases.set(alias.to, alias);
    for (const check of entry?.path.checks ?? []) {
      steps.push({ type: 'check', name: fileNameOf(check.name, item, segments), source: check.source });
    }
    steps.push(...paramSteps(registration, item, segments, seen, attempt));
    if (entry && pieces.some(({ use }) => use.takesAllParams)) steps.push(...narrowSteps(item, segments, attempt));
    for (const piece of pieces) {
      if (seen.has(piece.lift.node)) continue;
      seen.add(piece.lift.node);
      steps.push({ type: 'piece', piece, item });
    }
  }
  for (const { item, path } of entries) {
    for (const handler of attempt.errorHandlersAfter(item, path)) {
      const piece = attempt.pieceOf(handler);
      if (isReason(piece) || seen.has(piece.lift.node)) continue;
      seen.add(piece.lift.node);
      steps.push({ type: 'piece', piece, item: handler });
    }
  }
  return [...aliases.values(), ...steps];
}

function eventsOf(entry: Entry, attempt: PlanAttempt): Event[] {
  const { item, path } = entry;
  const pieces = attempt.pieces.piecesOf(item.registration, isBelowMount(item));
  const mounts = item.mounts.map((registration, i) => ({
    position: item.position.slice(0, i + 1),
    registration,
    item,
    pieces: [],
    entry: undefined,
  }));
  const middleware = attempt.carriedBefore(item, path).map((carried) => {
    const piece = attempt.pieceOf(carried);
    return {
      position: carried.position,
      registration: carried.registration,
      item: carried,
      pieces: isReason(piece) ? [] : [piece],
      entry: undefined,
    };
  });
  const own = {
    position: item.position,
    registration: item.registration,
    item,
    pieces: isReason(pieces) ? [] : pieces,
    entry,
  };
  return [...mounts, ...middleware, own];
}
