import type { ts } from 'ts-morph';
import type { AppItem } from './app-items';
import { anchorOf, filesBeingLoaded, findCallSite, receiverOf } from './call-site';
import { topStatement } from './free-names';
import { isReassigned } from './lift';
import { readExports } from './module-exports';
import { type Piece, PieceFinder } from './pieces';
import { type MountPoint, PlanAttempt } from './plan-attempt';
import type { PlanContext } from './plan-context';
import { planEndpoints, type PlannedEndpoint } from './plan-endpoints';
import { because, isReason, type Reason } from './reason';
import type { Registration } from './recorded-app';
import { collectShared, positionProblem, sharedProblem } from './shared-module';

/** What moves, what stays, and where the files are mounted. */
export interface MigrationPlan {
  readonly attempt: PlanAttempt;
  readonly endpoints: readonly PlannedEndpoint[];
  /** Files that are still being loaded at the mount point. */
  readonly loading: ReadonlySet<string>;
  /** Where `app.use(apiRoutes())` is inserted; undefined when it is there already, or nothing moves. */
  readonly anchor: Anchor | undefined;
}

export interface Anchor {
  readonly statement: ts.Statement;
  /** The app, as the source calls it. */
  readonly receiver: string;
  readonly layer: number;
}

/** Chooses the place for the files from which most routes can move; of equal ones the first. */
export function planMigration(context: PlanContext): MigrationPlan {
  const candidates = context.mounted ? [existingMount(context)] : findAnchors(context);
  let best: MigrationPlan | undefined;
  for (const { mount, anchor } of candidates) {
    const plan = tryMount(context, mount, anchor);
    if (!best || plan.attempt.movedCount > best.attempt.movedCount) best = plan;
  }
  return best ?? tryMount(context, { layer: Infinity, stack: [] }, undefined);
}

interface Candidate {
  readonly mount: MountPoint;
  readonly anchor: Anchor | undefined;
}

function existingMount({ mounted }: PlanContext): Candidate {
  const { registration, position } = mounted!.item;
  return { mount: { layer: position[0]!, stack: registration.stack }, anchor: undefined };
}

/** The statements that register routes on the app: the files can be mounted above each. */
function findAnchors(context: PlanContext): Candidate[] {
  const { app, sources } = context;
  const own = app.registrations.filter(({ receiver, layer }) => receiver === app.root && layer !== -1);
  const anchors = new Map<ts.Statement, { registrations: Registration[]; receiver: string }>();
  for (const registration of own) {
    const site = findCallSite(registration, { ...app, registrations: [] }, sources);
    if (isReason(site)) continue;
    const statement = anchorOf(sources.ts, site.call);
    const receiver = receiverOf(sources.ts, site.statement);
    if (!statement || !receiver) continue;
    const known = anchors.get(statement);
    if (known) known.registrations.push(registration);
    else anchors.set(statement, { registrations: [registration], receiver: receiver.getText() });
  }
  const layers = new Set(context.items.filter(({ kind }) => kind === 'route').map(({ position }) => position[0]!));
  return [...anchors]
    .filter(([, { registrations }]) => registrations.some((registration) => holdsRoute(registration, layers)))
    .map(([statement, { registrations, receiver }]) => {
      const first = registrations.reduce((a, b) => (b.layer < a.layer ? b : a));
      return { mount: { layer: first.layer, stack: first.stack }, anchor: { statement, receiver, layer: first.layer } };
    })
    .sort((a, b) => a.mount.layer - b.mount.layer);
}

function holdsRoute({ layer, handlers }: Registration, layers: ReadonlySet<number>): boolean {
  return layers.has(layer) || handlers.some((_, i) => layers.has(layer + i));
}

function tryMount(context: PlanContext, mount: MountPoint, anchor: Anchor | undefined): MigrationPlan {
  const loading = filesBeingLoaded(mount.stack, context.sources);
  const attempt = new PlanAttempt(context, mount, new PieceFinder(context.app, context.sources, loading));
  for (;;) {
    const endpoints = planEndpoints(attempt);
    const before = attempt.blocked.size;
    for (const [registration, reason] of findLateProblems(attempt, endpoints, loading))
      attempt.block(registration, reason);
    if (attempt.blocked.size === before) {
      return { attempt, endpoints, loading, anchor: endpoints.length > 0 ? anchor : undefined };
    }
    attempt.settle();
  }
}

/** What only shows when chains are put together. */
function findLateProblems(
  attempt: PlanAttempt,
  endpoints: readonly PlannedEndpoint[],
  loading: ReadonlySet<string>,
): Map<Registration, Reason> {
  const problems = new Map<Registration, Reason>();
  const users = new Map<string, { item: AppItem; pieces: Piece[] }[]>();
  for (const { entries, chains, segments } of endpoints) {
    const steps = [...chains.values()].flat();
    const names = new Set(segments.flat().flatMap((part) => (part.type === 'text' ? [] : [part.name])));
    const swapped = steps.find((step) => step.type === 'alias' && names.has(step.to));
    const pieces = steps.flatMap((step) => (step.type === 'piece' || step.type === 'param' ? [step.piece] : []));
    for (const { item } of entries) {
      if (swapped) {
        problems.set(
          item.registration,
          because('path', 'the routes of its URL give one name to different parameters', item.registration.site),
        );
      }
      const hidden = hiddenProblem(pieces, loading, attempt);
      if (hidden) problems.set(item.registration, hidden);
      for (const file of new Set(pieces.map(({ lift }) => lift.file))) {
        if (!loading.has(file)) continue;
        users.set(file, [
          ...(users.get(file) ?? []),
          { item, pieces: pieces.filter(({ lift }) => lift.file === file) },
        ]);
      }
    }
  }
  for (const [file, list] of users) addSharedProblems(file, list, attempt, problems);
  return problems;
}

/** Names that a function around it requires cannot follow code to the top of a module. */
function hiddenProblem(
  pieces: readonly Piece[],
  loading: ReadonlySet<string>,
  { context }: PlanAttempt,
): Reason | undefined {
  for (const { lift } of pieces) {
    if (loading.has(lift.file)) {
      const problem = positionProblem(lift.free.positional, context.sources.ts);
      if (problem) return problem;
    }
    const inner = lift.free.names.find(({ binding }) => binding.kind === 'import' && binding.isInFunction);
    if (inner && lift.staysAtHome) {
      return because(
        'closure',
        `it uses "${inner.node.text}", which the function around it requires`,
        context.placeOf(inner.node),
      );
    }
  }
  return undefined;
}

function addSharedProblems(
  file: string,
  users: readonly { item: AppItem; pieces: readonly Piece[] }[],
  attempt: PlanAttempt,
  problems: Map<Registration, Reason>,
): void {
  const { sources } = attempt.context;
  const source = sources.open(file)!;
  const statements = new Set<ts.Statement>();
  const hoisted: Piece[] = [];
  for (const { item, pieces } of users) {
    const declarations = pieces.flatMap(({ lift }) => ownDeclarations(lift.free.names.map(({ binding }) => binding)));
    const shared = collectShared(declarations, sources);
    if (shared.problem) problems.set(item.registration, shared.problem);
    else for (const statement of shared.statements) statements.add(statement);
    hoisted.push(
      ...pieces.filter(
        ({ lift }) =>
          lift.staysAtHome ||
          lift.free.names.some(({ binding }) => binding.kind === 'own' && isReassigned(binding.declaration, sources)),
      ),
    );
  }
  if (problems.size > 0) return;
  const sites = new Set(
    attempt.context.app.registrations.flatMap((registration) => {
      const site = attempt.pieces.siteOf(registration);
      return isReason(site) ? [] : [topStatement(site.statement)!];
    }),
  );
  const { kind } = readExports(source, sources.ts);
  const problem = sharedProblem(source, statements, hoisted, kind, (statement) => sites.has(statement), sources);
  if (!problem) return;
  for (const { item, pieces } of users) {
    const uses = pieces.some(({ lift }) => ownDeclarations(lift.free.names.map(({ binding }) => binding)).length > 0);
    if (uses) problems.set(item.registration, problem);
  }
}

function ownDeclarations(bindings: readonly { kind: string; declaration?: ts.Declaration }[]): ts.Declaration[] {
  return bindings.flatMap(({ kind, declaration }) => (kind === 'own' ? [declaration!] : []));
}
