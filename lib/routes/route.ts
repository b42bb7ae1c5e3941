/** One piece of a path segment: literal text, a parameter, or a catch-all. */
export type SegmentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'param'; readonly name: string }
  | { readonly type: 'catch-all'; readonly name: string; readonly optional: boolean };

export type NamedPart = Exclude<SegmentPart, { readonly type: 'text' }>;

export type Segment = readonly SegmentPart[];

/** A file that becomes a route: where it is and what its name says. */
export interface RouteFile {
  /** Absolute path. */
  readonly file: string;
  /** Path below the routes directory with `/` on every system: `users/[id].ts`. */
  readonly path: string;
  readonly segments: readonly Segment[];
}

/** How a catch-all reads the URL; decided by the style of the file that carries it. */
export interface ParamReading {
  /** Whether a required catch-all also matches the bare folder (Astro). */
  readonly matchesBare: boolean;
  /** What a catch-all that ends the path becomes: one string (Astro), or an array of segments (Next, Express). */
  readonly catchAll: 'string' | 'array';
  /** `uri` leaves an encoded slash encoded (Astro), `component` decodes everything (Next, Express). */
  readonly decode: 'uri' | 'component';
}

/** A URL pattern and the file behind it. */
export interface Route extends RouteFile {
  /** The pattern as a person writes it: `/api/users/[id]`. */
  readonly pattern: string;
  /** Its parameters, in the order of the pattern. */
  readonly names: readonly NamedPart[];
  readonly reading: ParamReading;
  /** A mounted router: matches its own URL and everything below. */
  readonly mount: boolean;
}

export type RouteParams = Record<string, string | string[] | undefined>;

/** Why a file below the routes directory is no route. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}
