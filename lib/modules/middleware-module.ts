import { describeValue } from '../errors/http-error';
import type { ExpressErrorMiddleware, ExpressMiddleware } from './express-handlers';
import type { Namespace } from './load-module';
import { ModuleShapeError } from './module-shape-error';

/** One link of a route's middleware chain, and the file it comes from. */
export type MiddlewareStep =
  | { readonly kind: 'express'; readonly call: ExpressMiddleware; readonly file: string }
  | { readonly kind: 'express-error'; readonly call: ExpressErrorMiddleware; readonly file: string }
  | { readonly kind: 'web'; readonly call: (context: any, next: any) => unknown; readonly file: string };

/**
 * Reads a `_middleware` file: a default export in Express's form, `onRequest` in Astro's, or both,
 * Express's first.
 *
 * @throws ModuleShapeError when it exports neither.
 */
export function readMiddlewareModule(loaded: Namespace, file: string): MiddlewareStep[] {
  const exported = typeof loaded === 'function' || Array.isArray(loaded) ? { default: loaded as unknown } : loaded;
  let byDefault: unknown = exported['default'];
  let onRequest: unknown = exported['onRequest'];
  if (typeof byDefault === 'object' && byDefault !== null && !Array.isArray(byDefault)) {
    onRequest ??= (byDefault as Namespace)['onRequest'];
    byDefault = (byDefault as Namespace)['default'];
  }
  const steps = readMiddlewareList(byDefault, file, 'Its default export');
  if (typeof onRequest === 'function') {
    steps.push({ kind: 'web', call: onRequest as (context: unknown, next: unknown) => unknown, file });
  } else if (onRequest !== undefined) {
    throw new ModuleShapeError(
      `onRequest is ${describeValue(onRequest)}.`,
      'Export a function onRequest(context, next).',
    );
  }
  if (steps.length > 0) return steps;
  throw new ModuleShapeError(
    'It exports no middleware.',
    'Export a default function (req, res, next), an array of them, or onRequest(context, next).',
  );
}

/** Reads Express middleware: nothing, a function, or arrays of functions. */
export function readMiddlewareList(value: unknown, file: string, name: string): MiddlewareStep[] {
  if (value === undefined || value === null) return [];
  const list = [value].flat(Infinity);
  return list.map((item): MiddlewareStep => {
    if (typeof item !== 'function') {
      throw new ModuleShapeError(
        `${name} holds ${describeValue(item)}.`,
        'It must be a function (req, res, next) or an array of them.',
      );
    }
    if (item.length === 4) return { kind: 'express-error', call: item as ExpressErrorMiddleware, file };
    return { kind: 'express', call: item as ExpressMiddleware, file };
  });
}
