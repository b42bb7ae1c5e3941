import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { PlannedEndpoint } from './plan-endpoints';
import type { Step } from './step';

/** A `_middleware` file to write. */
export interface PlannedFolder {
  /** Below the directory; an empty string is the directory itself. */
  readonly folder: string;
  readonly steps: readonly Step[];
}

/**
 * Moves the middleware with which every chain of a folder begins into the folder's `_middleware`, the
 * outermost folder first. A folder of one file keeps its middleware in the file.
 */
export function planFolders(
  endpoints: readonly PlannedEndpoint[],
  out: string,
): { readonly folders: readonly PlannedFolder[]; readonly endpoints: readonly PlannedEndpoint[] } {
  const names = new Set(endpoints.flatMap(({ name }) => foldersOf(name)));
  const folders: PlannedFolder[] = [];
  let current = endpoints;
  for (const folder of [...names].sort((a, b) => a.length - b.length)) {
    const isInside = ({ name }: PlannedEndpoint): boolean => folder === '' || name.startsWith(`${folder}/`);
    const inside = current.filter(isInside);
    if (inside.length < 2 || holdsFiles(path.join(out, folder))) continue;
    const chains = inside.flatMap((endpoint) => [...endpoint.chains.values()]);
    const steps = commonSteps(chains);
    // An error handler at the end of a chain hears of errors in the chain, not of those in front of it.
    if (steps.length === 0 || chains.some(hasErrorHandler)) continue;
    folders.push({ folder, steps });
    current = current.map((endpoint) => (isInside(endpoint) ? withoutFirst(endpoint, steps.length) : endpoint));
  }
  return { folders, endpoints: current };
}

/** `a/b/c` lies in ``, `a` and `a/b`. */
function foldersOf(name: string): string[] {
  const parts = name.split('/').slice(0, -1);
  return ['', ...parts.map((_, i) => parts.slice(0, i + 1).join('/'))];
}

/** Files that are there already have never had the middleware. */
function holdsFiles(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory, { recursive: true }).length > 0;
}

function commonSteps(chains: readonly (readonly Step[])[]): Step[] {
  const [first, ...others] = chains;
  const steps: Step[] = [];
  for (const [i, step] of (first ?? []).entries()) {
    if (step.type !== 'piece' || step.item.kind !== 'middleware') break;
    const isShared = others.every((chain) => {
      const other = chain[i];
      return other?.type === 'piece' && other.piece.lift.node === step.piece.lift.node;
    });
    if (!isShared) break;
    steps.push(step);
  }
  return steps;
}

function hasErrorHandler(chain: readonly Step[]): boolean {
  return chain.some((step) => step.type === 'piece' && step.item.kind === 'error');
}

function withoutFirst(endpoint: PlannedEndpoint, count: number): PlannedEndpoint {
  return { ...endpoint, chains: new Map([...endpoint.chains].map(([method, steps]) => [method, steps.slice(count)])) };
}
