import { describeValue } from '../errors/http-error';
import { ModuleShapeError } from '../modules/module-shape-error';
import type { RouteModule } from '../modules/route-module';
import type { Segment } from '../routes/route';

/** What a file without an export `prerender` is. */
export type Output = 'server' | 'static';

/** Whether a file is run ahead of time: its own `prerender` decides, else the `output` option. */
export function isPrerendered({ namespace }: Pick<RouteModule, 'namespace'>, output: Output): boolean {
  const own = namespace['prerender'] ?? undefined;
  return own === undefined ? output === 'static' : own === true;
}

/**
 * Checks at load what can be checked without running the file.
 *
 * @throws ModuleShapeError when it cannot be run ahead of time.
 */
export function checkPrerender(module: RouteModule, segments: readonly Segment[], output: Output): void {
  const own = module.namespace['prerender'] ?? undefined;
  if (own !== undefined && typeof own !== 'boolean') {
    throw new ModuleShapeError(`Its export "prerender" is ${describeValue(own)}.`, 'Export true or false.');
  }
  if (!isPrerendered(module, output)) return;
  if (!hasGet(module)) {
    throw new ModuleShapeError(
      'It exports neither GET nor ALL, so there is nothing to run ahead of time.',
      'Export GET or ALL in Astro\'s way, or "export const prerender = false" to answer requests live.',
    );
  }
  if (!isDynamic(segments)) return;
  const getStaticPaths = module.namespace['getStaticPaths'] ?? undefined;
  if (typeof getStaticPaths === 'function') return;
  throw new ModuleShapeError(
    getStaticPaths === undefined
      ? 'It has parameters, but no getStaticPaths() says which paths there are.'
      : `Its export "getStaticPaths" is ${describeValue(getStaticPaths)}, not a function.`,
    'Export getStaticPaths = () => [{ params: { ... } }], or "export const prerender = false" to answer requests live.',
  );
}

export function isDynamic(segments: readonly Segment[]): boolean {
  return segments.flat().some((part) => part.type !== 'text');
}

/** Functions and classes return a `Response`; the other styles write to `res`. */
function hasGet({ endpoint }: RouteModule): boolean {
  if (endpoint.kind === 'methods') return endpoint.functions.has('GET') || endpoint.functions.has('ALL');
  if (endpoint.kind === 'class') return endpoint.members.has('GET') || endpoint.members.has('ALL');
  return false;
}
