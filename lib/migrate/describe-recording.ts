import { servedTableOf } from '../create-middleware';
import { toRouteInfo } from '../route-info';
import { toRecordedPath } from './express-layer';
import { type ExpressReceiver, isApp, isReceiver, packageVersionOf, routerOf } from './express-copies';
import {
  joinPath,
  type RecordedApp,
  type RecordedFunction,
  type RecordedPath,
  type RecordedReceiver,
  type Registration,
} from './recorded-app';
import type { RecordedCall, Recording } from './recording';

/** Writes a recording down as data: identities become ids, places lead to sources. */
export function describeRecording(recorder: Recording, entry: string, root: ExpressReceiver): RecordedApp {
  return new Description(recorder, root).toRecordedApp(entry);
}

class Description {
  readonly #receivers: ExpressReceiver[] = [];
  readonly #functions: unknown[] = [];
  /** The router inside an app stands for the app. */
  readonly #apps = new Map<object, ExpressReceiver>();
  readonly #calls: readonly RecordedCall[];
  readonly #prefixes = new Map<ExpressReceiver, readonly string[]>();

  constructor(
    private readonly recorder: Recording,
    private readonly root: ExpressReceiver,
  ) {
    this.#calls = recorder.calls;
    this.#addReceiver(root);
    for (const { receiver, handlers } of this.#calls) {
      this.#addReceiver(receiver);
      for (const { fn } of handlers) if (isReceiver(fn)) this.#addReceiver(fn);
    }
  }

  toRecordedApp(entry: string): RecordedApp {
    const registrations = this.#calls.map((call, index) => this.#describeCall(call, index));
    return {
      entry,
      express: [...this.recorder.directories]
        .filter(([, kind]) => kind === 'express')
        .map(([directory]) => ({ version: packageVersionOf(directory), directory })),
      root: this.#idOf(this.root)!,
      receivers: this.#receivers.map((receiver, id) => this.#describeReceiver(receiver, id)),
      registrations,
      functions: this.#describeFunctions(),
    };
  }

  #addReceiver(value: object): void {
    const receiver = value as ExpressReceiver;
    if (isApp(receiver)) {
      const inner = routerOf(receiver);
      if (inner) this.#apps.set(inner, receiver);
    }
    if (!this.#receivers.includes(receiver) && !this.#apps.has(receiver)) this.#receivers.push(receiver);
  }

  #ownerOf(value: object): ExpressReceiver {
    return this.#apps.get(value) ?? value;
  }

  #idOf(value: object): number | undefined {
    const id = this.#receivers.indexOf(this.#ownerOf(value));
    return id === -1 ? undefined : id;
  }

  #describeCall(call: RecordedCall, index: number): Registration {
    const { kind, name, receiver, handlers } = call;
    const paths = call.paths.map(toRecordedPath);
    return {
      index,
      kind,
      call: name,
      methods:
        kind === 'method'
          ? [name === 'del' ? 'DELETE' : name.toUpperCase()]
          : kind === 'route' || kind === 'param'
            ? []
            : ['*'],
      receiver: this.#idOf(receiver)!,
      route: call.routeCall && this.#calls.indexOf(call.routeCall),
      paths,
      isPathArray: call.isPathArray,
      fullPaths:
        kind === 'param' ? [] : this.#prefixesOf(this.#ownerOf(receiver)).flatMap((prefix) => joinAll(prefix, paths)),
      params: call.params,
      layer: call.layers[0] ? this.#stackOf(receiver).indexOf(call.layers[0]) : -1,
      handlers: handlers.map(({ fn, argument }) => ({ function: this.#functionId(fn), argument })),
      ...this.recorder.sitesOf(call),
    };
  }

  #stackOf(receiver: object): readonly object[] {
    return routerOf(receiver)?.stack ?? [];
  }

  #functionId(fn: unknown): number {
    const known = this.#functions.indexOf(fn);
    return known === -1 ? this.#functions.push(fn) - 1 : known;
  }

  #describeFunctions(): RecordedFunction[] {
    const located = this.recorder.places.locate(this.#functions);
    return this.#functions.map((fn, id) => {
      const table = servedTableOf(fn);
      const isMounted = isReceiver(fn);
      const { name, length } = fn as { name: string; length: number };
      return {
        id,
        kind: table ? 'api-routes' : isApp(fn) ? 'app' : isMounted ? 'router' : 'function',
        receiver: isMounted ? this.#idOf(fn) : undefined,
        name,
        length,
        ...located[id]!,
        apiRoutes: table && { directory: table.label, routes: table.routes.map(toRouteInfo) },
      };
    });
  }

  #describeReceiver(receiver: ExpressReceiver, id: number): RecordedReceiver {
    const router = routerOf(receiver) ?? receiver;
    return {
      id,
      kind: isApp(receiver) ? 'app' : 'router',
      mergeParams: Boolean(router.mergeParams),
      caseSensitive: Boolean(router.caseSensitive),
      strict: Boolean(router.strict),
      settings: plainValues(receiver.settings ?? {}),
      locals: Object.keys(receiver.locals ?? {}).filter((key) => key !== 'settings'),
      mounts: this.#mountsOf(receiver).map((call) => ({
        receiver: this.#idOf(call.receiver)!,
        registration: this.#calls.indexOf(call),
      })),
      mountPaths: this.#prefixesOf(receiver),
    };
  }

  #mountsOf(receiver: ExpressReceiver): RecordedCall[] {
    return this.#calls.filter(
      ({ kind, handlers }) =>
        kind === 'use' && handlers.some(({ fn }) => isReceiver(fn) && this.#ownerOf(fn) === receiver),
    );
  }

  /** Every way down from the root; a router that is mounted in itself ends nowhere. */
  #prefixesOf(receiver: ExpressReceiver, seen: readonly ExpressReceiver[] = []): readonly string[] {
    if (receiver === this.root) return [''];
    if (seen.includes(receiver)) return [];
    const known = this.#prefixes.get(receiver);
    if (known) return known;
    const prefixes = this.#mountsOf(receiver).flatMap((call) =>
      this.#prefixesOf(this.#ownerOf(call.receiver), [...seen, receiver]).flatMap((prefix) =>
        joinAll(prefix, call.paths.map(toRecordedPath)),
      ),
    );
    if (seen.length === 0) this.#prefixes.set(receiver, prefixes);
    return prefixes;
  }
}

function joinAll(prefix: string, paths: readonly RecordedPath[]): string[] {
  return paths.length === 0 ? [prefix] : paths.map((path) => joinPath(prefix, path));
}

function plainValues(values: Readonly<Record<string, unknown>>): Record<string, string | number | boolean> {
  const entries = Object.entries(values).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(entries) as Record<string, string | number | boolean>;
}
