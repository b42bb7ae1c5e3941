import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ts } from 'ts-morph';
import type { FileChange } from './apply-changes';
import { detectStyle } from './code-style';
import { editSources } from './edit-sources';
import { Homes } from './homes';
import { readExports } from './module-exports';
import type { Piece } from './pieces';
import type { PlannedEndpoint } from './plan-endpoints';
import type { Step } from './step';
import { type PlannedFolder, planFolders } from './plan-folders';
import type { MigrationPlan } from './plan-migration';
import { printEndpoint, printMiddleware } from './print-endpoint';
import { planRemovals, type Removals } from './removals';
import { createSharedModule } from './print-shared';
import type { Rewrite, RewriteOptions, WrittenEndpoint } from './rewrite';
import type { Sources } from './sources';

/** Works out every file that a migration writes, changes or removes. Nothing is written. */
export function rewriteApp(plan: MigrationPlan, options: RewriteOptions): { rewrite: Rewrite; changes: FileChange[] } {
  const { attempt } = plan;
  const { sources, options: planOptions } = attempt.context;
  const removals = planRemovals(attempt, plan.endpoints);
  const { folders, endpoints } = planFolders(plan.endpoints, planOptions.out);
  const homes = new Homes(sources, plan.loading);
  const written = endpoints.map((endpoint) => ({ ...endpoint, file: fileOf(endpoint, planOptions.out) }));
  nameShared(written, folders, removals, homes, options);
  const rewrite: Rewrite = { plan, removals, homes, endpoints: written, folders };
  const created = [...printEndpoints(rewrite), ...printFolders(rewrite)];
  const shared = homes.all
    .filter(({ isLoading }) => isLoading)
    .flatMap((home) => createSharedModule(home, rewrite) ?? []);
  const changed = editSources(rewrite, shared, created, options);
  return { rewrite, changes: [...created, ...shared.map(({ change }) => change), ...changed] };
}

function fileOf({ name, chains }: PlannedEndpoint, out: string): string {
  const piece = firstPiece([...chains.values()].flat());
  return path.join(out, `${name}${extensionFor(piece?.lift.file ?? '.js')}`);
}

function firstPiece(steps: readonly Step[]): Piece | undefined {
  const handlers = steps.filter((step) => step.type === 'piece');
  return (handlers.find(({ item }) => item.kind === 'route') ?? handlers[0])?.piece;
}

function extensionFor(file: string): string {
  return path.extname(file).replace('x', '');
}

/** Code that must run once, and in one place, gets a name there; everything else moves. */
function nameShared(
  endpoints: readonly WrittenEndpoint[],
  folders: readonly PlannedFolder[],
  { registrations }: Removals,
  homes: Homes,
  { keep }: RewriteOptions,
): void {
  const uses = new Map<ts.Node, { piece: Piece; wanted: string; count: number; isParam: boolean }>();
  const count = (step: Step, wanted: string): void => {
    if (step.type !== 'piece' && step.type !== 'param') return;
    const { piece } = step;
    const known = uses.get(piece.lift.node);
    if (known) known.count++;
    else uses.set(piece.lift.node, { piece, wanted: nameFor(step, wanted), count: 1, isParam: step.type === 'param' });
  };
  for (const { steps } of folders) for (const step of steps) count(step, 'middleware');
  for (const { chains, name } of endpoints) {
    for (const [method, steps] of chains) for (const step of steps) count(step, handlerName(method, name));
  }
  for (const { piece, wanted, count: times, isParam } of uses.values()) {
    const { lift, registration } = piece;
    const stays = keep || !registrations.has(registration);
    const isRepeated = !lift.isReference && (times > 1 || stays || isParam);
    if (lift.staysAtHome || isRepeated) homes.hoist(piece, wanted);
  }
}

function nameFor(step: Step, wanted: string): string {
  if (step.type === 'param') return `load${capitalise(toIdentifier(step.name))}`;
  if (step.type !== 'piece' || step.item.kind === 'route') return wanted;
  const name = step.item.function?.name ?? '';
  if (/^[A-Za-z_$][\w$]*$/.test(name) && name !== 'anonymous') return `${name}Middleware`;
  return step.item.kind === 'error' ? 'handleError' : 'middleware';
}

/** `get` and `users/[id]` give `getUsersById`. */
function handlerName(method: string, name: string): string {
  const words = name
    .split('/')
    .filter((part) => part !== 'index')
    .map((part) => capitalise(toIdentifier(part.startsWith('[') ? `by-${part}` : part)));
  return toIdentifier(method) + words.join('') || 'handler';
}

function toIdentifier(text: string): string {
  const words = text.match(/[A-Za-z0-9]+/g) ?? [];
  return words.map((word, i) => (i === 0 ? word : capitalise(word))).join('');
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function printEndpoints({ plan, homes, endpoints }: Rewrite): FileChange[] {
  const { pieces } = plan.attempt;
  return endpoints.map((endpoint) => {
    const { kind, style } = mannersOf([...endpoint.chains.values()].flat(), homes.sources);
    return create(endpoint.file, printEndpoint(endpoint, endpoint.file, kind, style, homes, pieces));
  });
}

function printFolders({ plan, homes, folders, endpoints }: Rewrite): FileChange[] {
  const { out } = plan.attempt.context.options;
  return folders.map(({ folder, steps }) => {
    const extension = path.extname(endpoints.find(({ name }) => name.startsWith(folder))!.file);
    const file = path.join(out, folder, `_middleware${extension}`);
    const { kind, style } = mannersOf(steps, homes.sources);
    return create(file, printMiddleware(steps, file, kind, style, homes));
  });
}

/** A file is written the way the code is that moves into it. */
function mannersOf(
  steps: readonly Step[],
  sources: Sources,
): { kind: 'esm' | 'cjs'; style: ReturnType<typeof detectStyle> } {
  const source = sources.open(firstPiece(steps)!.lift.file)!;
  return { kind: readExports(source, sources.ts).kind, style: detectStyle(source, sources.ts) };
}

function create(file: string, after: string): FileChange {
  if (existsSync(file)) throw new Error(`${file} exists already; move it away, or leave its route where it is.`);
  return { file, before: undefined, after };
}
