import { describeValue } from '../errors/http-error';
import { checkConfig, type EndpointConfig, type EndpointStyle } from './endpoint-config';
import {
  type BrandedHandlers,
  type ExpressStack,
  isBrandedHandlers,
  isRouter,
  type RequestListener,
} from './express-handlers';
import { type EndpointClass, isClass, isHttpEndpoint } from './http-endpoint';
import type { Namespace } from './load-module';
import { endpointMethods, lowerCaseNames } from './method-names';
import { ModuleShapeError } from './module-shape-error';

type AnyFunction = (...args: any[]) => unknown;

/** What a route file exports, read in one of the four styles. */
export type Endpoint =
  | { readonly kind: 'next'; readonly handler: AnyFunction }
  | { readonly kind: 'edge'; readonly handler: AnyFunction }
  /** Functions by upper-case method; `isLegacy` when their names are lower-case. */
  | { readonly kind: 'methods'; readonly functions: ReadonlyMap<string, AnyFunction>; readonly isLegacy: boolean }
  | { readonly kind: 'class'; readonly constructor: EndpointClass; readonly members: ReadonlyMap<string, string> }
  | { readonly kind: 'stack'; readonly stack: ExpressStack }
  | { readonly kind: 'by-method'; readonly handlers: BrandedHandlers }
  | { readonly kind: 'router'; readonly router: RequestListener };

export interface RouteModule {
  readonly style: EndpointStyle;
  readonly endpoint: Endpoint;
  readonly config: EndpointConfig;
  /** `export const middleware`, unread. */
  readonly middleware: unknown;
  readonly namespace: Namespace;
  readonly warnings: readonly string[];
}

/**
 * Decides how a module is to be read. Done once, at load.
 *
 * @param defaultExport How to read a plain default function `(req, res)`.
 * @throws ModuleShapeError when the exports fit no style, or two.
 */
export function readRouteModule(loaded: Namespace, defaultExport: 'next' | 'express'): RouteModule {
  const namespace = unwrapNamespace(loaded);
  const config = readConfig(namespace);
  const warnings: string[] = [];
  const endpoint = readEndpoint(namespace, config, defaultExport, warnings);
  return {
    style: styleOf(endpoint),
    endpoint,
    config,
    middleware: namespace['middleware'],
    namespace,
    warnings: warnings.length === 0 ? noWarnings : warnings,
  };
}

const noWarnings: readonly string[] = [];

function styleOf(endpoint: Endpoint): EndpointStyle {
  switch (endpoint.kind) {
    case 'next':
    case 'edge':
      return 'next';
    case 'methods':
      return endpoint.isLegacy ? 'class' : 'astro';
    case 'class':
      return 'class';
    default:
      return 'express';
  }
}

/** What a `module.exports = fn` may have beside the function. */
const settingNames = ['config', 'middleware', 'runtime', 'prerender'];

/**
 * Undoes what module systems wrap: `module.exports = fn`, an ES module seen through CommonJS, and
 * a compiled `export default` seen through `import()`, which is a default within a default.
 */
function unwrapNamespace(loaded: unknown): Namespace {
  if (typeof loaded === 'function' || Array.isArray(loaded) || isBrandedHandlers(loaded)) {
    const namespace: Record<string, unknown> = { default: loaded };
    for (const name of settingNames) {
      const value = (loaded as unknown as Record<string, unknown>)[name];
      if (value !== undefined) namespace[name] = value;
    }
    return namespace;
  }
  if (typeof loaded !== 'object' || loaded === null) return {};
  let namespace = loaded as Record<string, unknown>;
  for (let depth = 0; depth < 3; depth++) {
    const inner = namespace['default'];
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner) || isBrandedHandlers(inner)) break;
    const isWrapped = '__esModule' in inner || 'default' in inner || hasMethods(inner as Namespace);
    if (!isWrapped) break;
    namespace = { ...namespace, default: undefined, ...inner };
  }
  return namespace;
}

function hasMethods(namespace: Namespace): boolean {
  return Object.keys(namespace).some((name) => isMethodName(name) && typeof namespace[name] === 'function');
}

function isMethodName(name: string): boolean {
  return name === 'ALL' || endpointMethods.has(name);
}

function readConfig(namespace: Namespace): EndpointConfig {
  try {
    const config = checkConfig(namespace['config'] ?? undefined);
    const { runtime } = namespace;
    return runtime === undefined ? config : checkConfig({ ...config, runtime });
  } catch (error) {
    throw new ModuleShapeError((error as Error).message, 'Correct the value.');
  }
}

function readEndpoint(
  namespace: Namespace,
  config: EndpointConfig,
  defaultExport: 'next' | 'express',
  warnings: string[],
): Endpoint {
  const byDefault = namespace['default'] ?? undefined;
  const upper = readUpperCase(namespace);
  const lower = readLowerCase(namespace);
  const classes = Object.entries(namespace).filter(([name, value]) => name !== 'default' && isHttpEndpoint(value));

  if (config.style === 'astro' && upper.size > 0) return { kind: 'methods', functions: upper, isLegacy: false };
  if (config.style === 'class' && byDefault === undefined && classes.length === 0 && lower.size > 0) {
    return { kind: 'methods', functions: lower, isLegacy: true };
  }
  const isStyleForced = config.style !== undefined && config.style !== 'astro';
  if (byDefault !== undefined && upper.size > 0 && !isStyleForced) throw mixedStyles('default', [...upper.keys()][0]!);
  if (byDefault !== undefined) {
    if (lower.size > 0 && typeof byDefault === 'function' && !isStyleForced) {
      warnings.push(
        `${[...lower.keys()].map((method) => method.toLowerCase()).join(', ')} beside a default export: only the default export answers requests.`,
      );
    }
    return readDefault(byDefault, config, defaultExport);
  }
  if (classes.length > 1) throw mixedStyles(classes[0]![0], classes[1]![0]);
  if (classes.length === 1 && upper.size + lower.size > 0)
    throw mixedStyles(classes[0]![0], [...upper.keys(), ...lower.keys()][0]!);
  if (classes.length === 1) return readClass(classes[0]![1] as EndpointClass, classes[0]![0]);
  if (upper.size > 0) {
    if (lower.size > 0)
      warnings.push('Lower-case method names beside upper-case ones: only the upper-case ones answer requests.');
    return { kind: 'methods', functions: upper, isLegacy: false };
  }
  if (lower.size > 0) return { kind: 'methods', functions: lower, isLegacy: true };
  throw new ModuleShapeError(
    'It exports no endpoint.',
    'Export a default function (req, res), functions named GET, POST ..., or a class with get(), post() ... that is the default export or extends HttpEndpoint; a file name that begins with "_" is no route.',
  );
}

/** An export that is undefined or null counts as missing, as in Astro. */
function readUpperCase(namespace: Namespace): Map<string, AnyFunction> {
  const functions = new Map<string, AnyFunction>();
  for (const name of Object.keys(namespace).filter(isMethodName)) {
    const value = namespace[name] ?? undefined;
    if (typeof value === 'function') functions.set(name, value as AnyFunction);
    else if (value !== undefined && (name === 'ALL' || lowerCaseNames.has(name.toLowerCase()))) {
      throw new ModuleShapeError(
        `The export ${name} is ${describeValue(value)}, not a function.`,
        `Export a function: export const ${name} = (context) => new Response().`,
      );
    }
  }
  return functions;
}

function readLowerCase(namespace: Namespace): Map<string, AnyFunction> {
  const functions = new Map<string, AnyFunction>();
  for (const [name, method] of lowerCaseNames) {
    const value = namespace[name];
    if (typeof value === 'function') functions.set(method, value as AnyFunction);
  }
  return functions;
}

function readDefault(value: unknown, config: EndpointConfig, defaultExport: 'next' | 'express'): Endpoint {
  if (isBrandedHandlers(value)) return { kind: 'by-method', handlers: value };
  if (Array.isArray(value)) return { kind: 'stack', stack: readStack(value) };
  if (isRouter(value)) return { kind: 'router', router: value };
  if (typeof value !== 'function') {
    throw new ModuleShapeError(
      `Its default export is ${describeValue(value)}.`,
      'Export a function, a class, an Express router, an array of middleware or handlers({ get, post }).',
    );
  }
  if (config.style === 'class' || isHttpEndpoint(value) || (config.style === undefined && isClass(value))) {
    return readClass(value as unknown as EndpointClass, value.name || 'default');
  }
  if (config.runtime === 'edge' || config.runtime === 'experimental-edge')
    return { kind: 'edge', handler: value as AnyFunction };
  if (config.style === 'next') return { kind: 'next', handler: value as AnyFunction };
  if (value.length === 4) {
    throw new ModuleShapeError(
      'Its default export takes four parameters, which is an Express error handler and answers no requests.',
      'Put error handlers into the app, behind apiRoutes(), or into _middleware.',
    );
  }
  const isExpress = config.style === 'express' || value.length === 3 || defaultExport === 'express';
  return isExpress ? { kind: 'stack', stack: [value as AnyFunction] } : { kind: 'next', handler: value as AnyFunction };
}

function readStack(list: readonly unknown[]): ExpressStack {
  const stack = list.flat(Infinity);
  if (stack.length > 0 && stack.every((item) => typeof item === 'function')) return stack as unknown as ExpressStack;
  throw new ModuleShapeError(
    'Its default export is an array that holds something other than middleware, or nothing.',
    'Export an array of functions (req, res, next).',
  );
}

function readClass(constructor: EndpointClass, name: string): Endpoint {
  const members = new Map<string, string>();
  for (const [member, method] of lowerCaseNames) {
    if (typeof (constructor.prototype as Namespace | undefined)?.[member] === 'function') members.set(method, member);
  }
  if (members.size > 0) return { kind: 'class', constructor, members };
  throw new ModuleShapeError(
    `The class ${name} has no method named get, post, put, patch, delete, head or options.`,
    'Add one of these methods.',
  );
}

function mixedStyles(first: string, second: string): ModuleShapeError {
  return new ModuleShapeError(
    `It exports both ${first} and ${second}, which belong to different styles.`,
    'Keep one style in a file, or name it: export const config = { style: "next" }.',
  );
}
