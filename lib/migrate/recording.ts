import type { Argument } from './read-call';
import type { Place } from './recorded-app';
import type { GeneratedPlace, SourcePlaces } from './source-places';

/** One call that the app made. */
export interface RecordedCall {
  readonly kind: 'use' | 'route' | 'method' | 'all' | 'param';
  readonly name: string;
  /** The app or router. */
  readonly receiver: object;
  readonly paths: readonly (string | RegExp)[];
  readonly isPathArray: boolean;
  readonly params: readonly string[];
  readonly handlers: readonly Argument[];
  /** The call that made the route, for a method called on a route. */
  readonly routeCall: RecordedCall | undefined;
  /** Callers, innermost first. */
  readonly stack: readonly GeneratedPlace[];
  /** What it put into the stack of the app or router: one layer for each handler of `use`, or that of the route. */
  readonly layers: object[];
}

/** Where a layer of Express comes from. */
export interface LayerOrigin {
  readonly call: RecordedCall;
  /** What was given: Express wraps an app that is mounted. */
  readonly handler: unknown;
}

/** What was registered in this process so far. */
export interface Recording {
  readonly calls: readonly RecordedCall[];
  readonly places: SourcePlaces;
  /** Directory of each package by what it is; Express 5 has its router apart. */
  readonly directories: ReadonlyMap<string, 'express' | 'router'>;
  originOf(layer: object): LayerOrigin | undefined;
  /** Where a call is written, and its callers; a call from a package belongs to who called that. */
  sitesOf(call: RecordedCall): { readonly site: Place | undefined; readonly stack: readonly Place[] };
}
