import type { RouteInfo } from '../route-info';

/** A place in a source file, as an editor counts: the first line and the first column are 1. */
export interface Place {
  /** Absolute path; of the TypeScript source where a source map leads there. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A path as it was given to Express. */
export type RecordedPath =
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'regexp'; readonly source: string; readonly flags: string };

/** What was registered on an app while it loaded. Everything in it survives JSON. */
export interface RecordedApp {
  /** Absolute path of the module that was loaded. */
  readonly entry: string;
  /** Every copy of Express that was loaded. */
  readonly express: readonly { readonly version: string; readonly directory: string }[];
  /** Id of the app that the entry exports or listens with. */
  readonly root: number;
  /** Apps and routers by id, in the order in which they were first used. */
  readonly receivers: readonly RecordedReceiver[];
  /** In the order of the calls; the order of matching is `layer`, per receiver. */
  readonly registrations: readonly Registration[];
  /** Handlers and middleware by id; a function that is used twice is here once. */
  readonly functions: readonly RecordedFunction[];
}

/** An app or a router. */
export interface RecordedReceiver {
  readonly id: number;
  readonly kind: 'app' | 'router';
  readonly mergeParams: boolean;
  readonly caseSensitive: boolean;
  readonly strict: boolean;
  /** Settings of an app that are text, numbers or booleans. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** Own keys of `app.locals`, but for Express's `settings`. */
  readonly locals: readonly string[];
  /** Where it hangs: the `use` registrations that mount it. */
  readonly mounts: readonly { readonly receiver: number; readonly registration: number }[];
  /** Every prefix it has below the root; `['']` for the root, empty when it is not reachable from there. */
  readonly mountPaths: readonly string[];
}

/** One call of `use`, `route`, `all`, `param` or a method's name. */
export interface Registration {
  /** Place in `registrations`. */
  readonly index: number;
  readonly kind: 'use' | 'route' | 'method' | 'all' | 'param';
  /** The name that was called: `use`, `get`, `del`, `route` ... */
  readonly call: string;
  /** Upper-case; `['*']` for `use` and `all`, empty for `route` and `param`. */
  readonly methods: readonly string[];
  /** Id of the app or router. */
  readonly receiver: number;
  /** For a method that was called on `router.route(path)`: the index of that `route` registration. */
  readonly route: number | undefined;
  /** The paths as given, an array flattened; `use` without a path has none. For `param`, none. */
  readonly paths: readonly RecordedPath[];
  /** Whether the path was given as an array. */
  readonly isPathArray: boolean;
  /**
   * Every path below the root, for each mount of the receiver and each path given, in Express's
   * notation; a regular expression stands in parentheses: `/v1(/^\/a/)`. Empty when not reachable.
   */
  readonly fullPaths: readonly string[];
  /** Names given to `param`. */
  readonly params: readonly string[];
  /** Place in the receiver's stack, which is the order of matching; -1 when it was taken out again, or for `param`. */
  readonly layer: number;
  readonly handlers: readonly RecordedHandler[];
  /** Where the call is written: the first place outside `node_modules`, at the name that is called. */
  readonly site: Place | undefined;
  /** The site and its callers outside Express, innermost first. */
  readonly stack: readonly Place[];
}

export interface RecordedHandler {
  /** Id in `functions`. */
  readonly function: number;
  /** Where it stood: `[1]` for the second argument, `[1, 0]` for the first item of an array there. */
  readonly argument: readonly number[];
}

export interface RecordedFunction {
  readonly id: number;
  readonly kind: 'function' | 'router' | 'app' | 'api-routes';
  /** Id of the receiver, for a router or an app. */
  readonly receiver: number | undefined;
  readonly name: string;
  /** `function.length`: an error handler has 4. */
  readonly length: number;
  /** Whether `bind()` made it; `place` is then that of the bound function. */
  readonly isBound: boolean;
  /** Where it is defined; undefined for native functions. */
  readonly place: Place | undefined;
  /** The table of an `apiRoutes()` middleware. */
  readonly apiRoutes: { readonly directory: string; readonly routes: readonly RouteInfo[] } | undefined;
}

/** A path below a prefix, in Express's notation. */
export function joinPath(prefix: string, path: RecordedPath): string {
  if (path.type === 'regexp') return `${prefix}(/${path.source}/${path.flags})`;
  const text = path.text.startsWith('/') || path.text === '' ? path.text : `/${path.text}`;
  if (text === '/' && prefix !== '') return prefix;
  return prefix.replace(/\/$/, '') + text;
}
