import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What `require('express')` gives, in Express 4 and 5. */
export interface ExpressExports {
  readonly application: object;
  readonly Router: object & { readonly prototype?: { readonly use?: unknown } };
  readonly Route: { readonly prototype: object };
}

/** What the package `router` exports, which Express 5 routes with. */
export interface RouterExports {
  readonly prototype: object;
  readonly Route: { readonly prototype: object };
}

export function isExpress(exported: unknown): exported is ExpressExports {
  if (typeof exported !== 'function') return false;
  const { application, Router, Route } = exported as unknown as Partial<ExpressExports>;
  return typeof application === 'object' && typeof Router === 'function' && typeof Route === 'function';
}

export function isRouterModule(exported: unknown): exported is RouterExports {
  if (typeof exported !== 'function') return false;
  const { prototype, Route } = exported as unknown as Partial<ExpressExports['Router'] & RouterExports>;
  return typeof Route === 'function' && typeof (prototype as { use?: unknown } | undefined)?.use === 'function';
}

/** The object whose methods routers inherit: Express 4 has it in the function itself. */
export function routerPrototypeOf({ Router }: ExpressExports): object {
  return typeof Router.prototype?.use === 'function' ? Router.prototype : Router;
}

/** The directory of the package that holds a file. */
export function packageDirectoryOf(file: string): string {
  for (let directory = path.dirname(file); ; directory = path.dirname(directory)) {
    const isTop = directory === path.dirname(directory);
    if (isTop || existsSync(path.join(directory, 'package.json'))) return directory;
  }
}

export function packageVersionOf(directory: string): string {
  const { version } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** An app or router of Express 4 or 5, as far as it is read here. */
export interface ExpressReceiver {
  readonly stack?: readonly object[];
  readonly _router?: ExpressReceiver;
  readonly router?: ExpressReceiver;
  readonly lazyrouter?: unknown;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly locals?: object;
  readonly mergeParams?: boolean;
  readonly caseSensitive?: boolean;
  readonly strict?: boolean;
}

/** An Express app has settings, a router a stack. */
export function isApp(value: unknown): value is ExpressReceiver {
  const { handle, set, use } = (value ?? {}) as { handle?: unknown; set?: unknown; use?: unknown };
  return typeof value === 'function' && [handle, set, use].every((member) => typeof member === 'function');
}

/** The router inside an app, or the router itself. Express 4 makes it at the first registration. */
export function routerOf(receiver: ExpressReceiver): ExpressReceiver | undefined {
  if (Array.isArray(receiver.stack)) return receiver;
  // On Express 4 `app.router` throws.
  return receiver._router ?? (receiver.lazyrouter === undefined ? receiver.router : undefined);
}

/** An app or a router, Express 4's or 5's. */
export function isReceiver(value: unknown): value is ExpressReceiver {
  return typeof value === 'function' && (isApp(value) || Array.isArray((value as ExpressReceiver).stack));
}
