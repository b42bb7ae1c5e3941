import { METHODS } from 'node:http';
import nodeModule from 'node:module';
import path from 'node:path';
import { isExpress, isRouterModule, packageDirectoryOf, routerPrototypeOf } from './express-copies';
import { findRecorder, keepRecorder } from './find-recorder';
import { readCall } from './read-call';
import type { LayerOrigin, RecordedCall, Recording } from './recording';
import type { Place } from './recorded-app';
import { type GeneratedPlace, SourcePlaces } from './source-places';

interface Layer {
  readonly handle: unknown;
}
interface Stacked {
  readonly stack: Layer[];
}
type Owner = 'app' | 'router' | 'route';
type AnyMethod = (this: object, ...args: unknown[]) => unknown;

const methodNames = [...METHODS.map((method) => method.toLowerCase()), 'del'];
const maxFrames = 50;
const ownDirectory = path.resolve(__dirname, '..') + path.sep;
/** Notes what apps register with every copy of Express that is loaded from now on. One per process. */
export function installRecorder(): Recording {
  return findRecorder() ?? keepRecorder(new Recorder());
}

/**
 * Wraps the methods of apps, routers and routes. A call from outside Express is a registration; what
 * Express calls on its behalf tells which layers it made.
 */
export class Recorder implements Recording {
  readonly calls: RecordedCall[] = [];
  readonly places = new SourcePlaces();
  readonly directories = new Map<string, 'express' | 'router'>();
  readonly #patched = new WeakSet<object>();
  readonly #routes = new WeakMap<object, RecordedCall>();
  readonly #layers = new WeakMap<object, LayerOrigin>();
  #active: RecordedCall | undefined;

  constructor() {
    const loader = nodeModule as unknown as {
      _load: (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown;
      readonly _resolveFilename: (request: string, parent: unknown, isMain: boolean) => string;
    };
    const load = loader._load;
    const patch = (exported: unknown, file: () => string): void => this.#patchExports(exported, file);
    loader._load = function recordingLoad(request, parent, isMain) {
      const exported = load.call(this, request, parent, isMain);
      patch(exported, () => loader._resolveFilename(request, parent, isMain));
      return exported;
    };
    for (const [file, module] of Object.entries(require.cache)) patch(module?.exports, () => file);
  }

  originOf(layer: object): LayerOrigin | undefined {
    return this.#layers.get(layer);
  }

  sitesOf({ stack }: RecordedCall): { readonly site: Place | undefined; readonly stack: readonly Place[] } {
    const sources = stack.map((place) => this.places.toSource(place));
    return { site: sources.find(({ file }) => !file.includes('node_modules')) ?? sources[0], stack: sources };
  }

  #patchExports(exported: unknown, file: () => string): void {
    if (isExpress(exported)) {
      if (this.#patched.has(exported)) return;
      this.directories.set(packageDirectoryOf(file()), 'express');
      this.#wrapAll(exported.application, 'app');
      this.#wrapAll(routerPrototypeOf(exported), 'router');
    } else if (isRouterModule(exported)) {
      if (this.#patched.has(exported)) return;
      this.directories.set(packageDirectoryOf(file()), 'router');
      this.#wrapAll(exported.prototype, 'router');
    } else {
      return;
    }
    this.#wrapAll(exported.Route.prototype, 'route');
    this.#patched.add(exported);
  }

  #wrapAll(owner: object, kind: Owner): void {
    if (this.#patched.has(owner)) return;
    this.#patched.add(owner);
    const methods = owner as Record<string, AnyMethod>;
    const names = kind === 'route' ? ['all', ...methodNames] : ['use', 'route', 'all', 'param', ...methodNames];
    for (const name of names) {
      if (!Object.hasOwn(owner, name) || typeof methods[name] !== 'function') continue;
      const original = methods[name];
      const enter = (self: object, args: unknown[], wrapped: AnyMethod): unknown =>
        this.#enter(kind, name, self, args, original, wrapped);
      const wrapped: AnyMethod = function (this: object, ...args) {
        return enter(this, args, wrapped);
      };
      methods[name] = Object.defineProperty(wrapped, 'name', { value: name });
    }
  }

  #enter(kind: Owner, name: string, self: object, args: unknown[], original: AnyMethod, wrapped: AnyMethod): unknown {
    // `app.get('setting')` registers nothing.
    if (kind === 'app' && name === 'get' && args.length === 1) return original.apply(self, args);
    const frames = captureFrames(wrapped);
    const isInternal = this.#active !== undefined && frames[0] !== undefined && this.#isExpressFile(frames[0].script);
    const outer = this.#active;
    if (!isInternal) this.#active = this.#begin(kind, name, self, args, frames);
    const call = this.#active;
    const before = (self as Partial<Stacked>).stack?.length ?? 0;
    try {
      const result = original.apply(self, args);
      if (call) this.#noteLayers(kind, name, self, before, result as object, call);
      return result;
    } catch (error) {
      if (!isInternal && call) this.calls.splice(this.calls.indexOf(call), 1);
      throw error;
    } finally {
      this.#active = outer;
    }
  }

  #begin(
    kind: Owner,
    name: string,
    self: object,
    args: readonly unknown[],
    frames: readonly GeneratedPlace[],
  ): RecordedCall | undefined {
    const routeCall = kind === 'route' ? this.#routes.get(self) : undefined;
    // A route that no router made answers nothing.
    if (kind === 'route' && !routeCall) return undefined;
    const call: RecordedCall = {
      ...readCall(name, args, kind === 'route'),
      name,
      receiver: routeCall?.receiver ?? self,
      ...(routeCall && { paths: routeCall.paths, isPathArray: routeCall.isPathArray }),
      routeCall,
      stack: frames.filter(({ script }) => this.#isUserFile(script)),
      layers: routeCall ? [...routeCall.layers] : [],
    };
    this.calls.push(call);
    return call;
  }

  #noteLayers(kind: Owner, name: string, self: object, before: number, result: object, call: RecordedCall): void {
    if (kind === 'app') return;
    const added = (self as Stacked).stack.slice(before);
    if (kind === 'route') {
      for (const layer of added) this.#layers.set(layer, { call, handler: layer.handle });
    } else if (name === 'route') {
      this.#routes.set(result, call);
      for (const layer of added) this.#keepLayer(layer, call, undefined);
    } else if (name === 'use' && call.kind === 'use') {
      for (const layer of added) {
        const handler = call.handlers[call.layers.length]?.fn;
        // What Express 4 itself adds to an app, such as its query parser, was not given by anybody.
        if (layer.handle !== handler && !isMountedApp(layer)) continue;
        this.#keepLayer(layer, call, handler);
      }
    }
  }

  #keepLayer(layer: Layer, call: RecordedCall, handler: unknown): void {
    call.layers.push(layer);
    this.#layers.set(layer, { call, handler });
  }

  #isExpressFile(script: string): boolean {
    return [...this.directories.keys()].some((directory) => script.startsWith(directory + path.sep));
  }

  #isUserFile(script: string): boolean {
    return !script.startsWith('node:') && !script.startsWith(ownDirectory) && !this.#isExpressFile(script);
  }
}

export function isMountedApp({ handle }: { readonly handle: unknown }): boolean {
  return typeof handle === 'function' && handle.name === 'mounted_app';
}

/** The callers of a function, as V8 knows them: whoever maps sources for stacks has no say here. */
function captureFrames(below: AnyMethod): GeneratedPlace[] {
  const formatting = Error as { prepareStackTrace?: unknown };
  const { prepareStackTrace } = formatting;
  const { stackTraceLimit } = Error;
  Error.prepareStackTrace = (_error, frames) => frames;
  Error.stackTraceLimit = maxFrames;
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, below);
  const frames = holder.stack as NodeJS.CallSite[];
  Error.stackTraceLimit = stackTraceLimit;
  // Node takes the absence of the property for its own formatting.
  if (prepareStackTrace === undefined) delete formatting.prepareStackTrace;
  else formatting.prepareStackTrace = prepareStackTrace;
  return frames.flatMap((frame) => {
    const script = frame.getFileName();
    return script ? [{ script, line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 }] : [];
  });
}
