import type { Segment } from '../routes/route';
import { type ExpressPath, parseExpressPath, UnsupportedPath } from './express-path';
import type { ComparablePath } from './path-overlap';
import { joinPath, type RecordedApp, type RecordedFunction, type Registration } from './recorded-app';

/** Something that can take part in answering a request, at one place of the app. */
export interface AppItem {
  readonly kind: 'route' | 'middleware' | 'error' | 'api-routes';
  /** Layers from the root down: items are tried in the order of these lists. */
  readonly position: readonly number[];
  readonly registration: Registration;
  /** The `use` calls that lead to its receiver, outermost first. */
  readonly mounts: readonly Registration[];
  /** The function of a middleware. */
  readonly function: RecordedFunction | undefined;
  /** Its argument in the call, for a middleware. */
  readonly handler: Registration['handlers'][number] | undefined;
  /** Upper-case; `*` for every method. */
  readonly methods: readonly string[];
  /** Undefined when a path has no form as a file name; `pathProblem` says why. */
  readonly paths: readonly ExpressPath[] | undefined;
  readonly pathProblem: string | undefined;
  /** Where it may match: never less than it does. */
  readonly reach: readonly ComparablePath[];
  readonly isInSubApp: boolean;
}

interface Branch {
  readonly prefix: string;
  readonly position: readonly number[];
  readonly mounts: readonly Registration[];
  readonly isInSubApp: boolean;
}

/** Lists what a request passes, in its order, with routers unfolded: a router that hangs twice is here twice. */
export function listAppItems(app: RecordedApp, major: number): AppItem[] {
  const items: AppItem[] = [];
  const walk = (receiver: number, branch: Branch, seen: readonly number[]): void => {
    if (seen.includes(receiver)) return;
    for (const registration of app.registrations) {
      if (registration.receiver !== receiver || registration.layer === -1) continue;
      if (registration.kind === 'method' || registration.kind === 'all')
        items.push(toRoute(registration, branch, major));
      if (registration.kind !== 'use') continue;
      registration.handlers.forEach((handler, i) => {
        const fn = app.functions[handler.function]!;
        const position = [...branch.position, registration.layer + i];
        if (fn.kind === 'router' || fn.kind === 'app') {
          for (const prefix of prefixesOf(registration, branch.prefix)) {
            walk(
              fn.receiver!,
              {
                prefix,
                position,
                mounts: [...branch.mounts, registration],
                isInSubApp: branch.isInSubApp || fn.kind === 'app',
              },
              [...seen, receiver],
            );
          }
        } else items.push(toMiddleware(registration, branch, fn, handler, position, major));
      });
    }
  };
  walk(app.root, { prefix: '', position: [], mounts: [], isInSubApp: false }, []);
  return items.sort((a, b) => comparePositions(a.position, b.position));
}

export function comparePositions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}

function prefixesOf({ paths }: Registration, prefix: string): string[] {
  return paths.length === 0 ? [prefix] : paths.map((path) => joinPath(prefix, path));
}

function toRoute(registration: Registration, branch: Branch, major: number): AppItem {
  const texts = prefixesOf(registration, branch.prefix);
  return {
    kind: 'route',
    // Several methods of one route share its layer; the calls are in order.
    position: [...branch.position, registration.layer, registration.index],
    registration,
    mounts: branch.mounts,
    function: undefined,
    handler: undefined,
    methods: registration.methods,
    ...readPaths(texts, major, false),
    isInSubApp: branch.isInSubApp,
  };
}

function toMiddleware(
  registration: Registration,
  branch: Branch,
  fn: RecordedFunction,
  handler: Registration['handlers'][number],
  position: readonly number[],
  major: number,
): AppItem {
  return {
    kind: fn.kind === 'api-routes' ? 'api-routes' : fn.length === 4 ? 'error' : 'middleware',
    position,
    registration,
    mounts: branch.mounts,
    function: fn,
    handler,
    methods: ['*'],
    ...readPaths(prefixesOf(registration, branch.prefix), major, true),
    isInSubApp: branch.isInSubApp,
  };
}

function readPaths(
  texts: readonly string[],
  major: number,
  isPrefix: boolean,
): Pick<AppItem, 'paths' | 'pathProblem' | 'reach'> {
  const paths: ExpressPath[] = [];
  const reach: ComparablePath[] = [];
  let pathProblem: string | undefined;
  for (const text of texts) {
    try {
      const variants = parseExpressPath(text === '' ? '/' : text, major);
      paths.push(...variants);
      reach.push(...variants.map(({ segments }) => ({ segments, isPrefix })));
    } catch (error) {
      if (!(error instanceof UnsupportedPath)) throw error;
      pathProblem ??= /\(\/.*\/\w*\)/.test(text) ? `its path is a regular expression: ${text}` : error.message;
      const expression = readExpression(text);
      reach.push({ segments: plainHead(text), isPrefix: true, ...(expression && { expression }) });
    }
  }
  return { paths: pathProblem === undefined ? paths : undefined, pathProblem, reach };
}

/** The expression in `/prefix(/^\\/a/i)`, which stands below a prefix of plain text. */
function readExpression(text: string): RegExp | undefined {
  const match = /^([\w./-]*)\(\/(.*)\/(\w*)\)$/s.exec(text);
  return match ? new RegExp(match[2]!, match[3]) : undefined;
}

/** The segments before the first that is not plain text. */
function plainHead(text: string): Segment[] {
  const names = text
    .replace(/\(\/.*$/s, '')
    .split('/')
    .slice(1);
  const end = names.findIndex((name) => !/^[\w.-]+$/.test(name));
  return names.slice(0, end === -1 ? undefined : end).map((name) => [{ type: 'text', text: name }]);
}
