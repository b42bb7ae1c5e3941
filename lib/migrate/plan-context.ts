import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ts } from 'ts-morph';
import { discoverFiles } from '../routes/discover-files';
import { FileNameError, parseFileName } from '../routes/parse-file-name';
import type { Segment } from '../routes/route';
import { type AppItem, listAppItems } from './app-items';
import { shapeOf } from './path-overlap';
import type { ReasonCode } from './reason';
import type { Place, RecordedApp } from './recorded-app';
import { placeOf, type Sources } from './sources';

export interface ExistingFile {
  readonly path: string;
  readonly segments: readonly Segment[];
}

export interface PlanOptions {
  /** Absolute path of the directory of route files. */
  readonly out: string;
  /** `/api`; undefined chooses by the directory's name and the app's URLs. */
  readonly basePath?: string | undefined;
}

const extensions = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'];
/** Middleware that answers with a file or another server: a route goes before it without harm, or not at all. */
const staticServers = new Set(['serveStatic']);

/** The app, its sources and the directory of files, as every step of planning sees them. */
export class PlanContext {
  readonly major: number;
  readonly items: readonly AppItem[];
  readonly existing: readonly ExistingFile[];
  readonly base: readonly Segment[];
  /** Undefined when it is what the directory's name implies. */
  readonly basePathOption: string | undefined;

  constructor(
    readonly app: RecordedApp,
    readonly sources: Sources,
    readonly options: PlanOptions,
  ) {
    this.major = Number.parseInt(app.express[0]?.version ?? '5', 10);
    this.items = listAppItems(app, this.major);
    this.existing = listExisting(options.out);
    const implied = path.basename(options.out) === 'api' ? '/api' : '/';
    const basePath = this.mounted?.basePath ?? options.basePath ?? this.#chooseBase(implied);
    this.basePathOption = basePath === implied ? undefined : basePath;
    this.base = basePath
      .split('/')
      .filter((name) => name !== '')
      .map((text) => [{ type: 'text', text }]);
  }

  /** The `apiRoutes()` of the app that serves the directory already. */
  get mounted(): { readonly item: AppItem; readonly basePath: string | undefined } | undefined {
    const item = this.items.find(
      ({ kind, function: fn, mounts }) =>
        kind === 'api-routes' && mounts.length === 0 && path.resolve(fn!.apiRoutes!.directory) === this.options.out,
    );
    if (!item) return undefined;
    const [route] = item.function!.apiRoutes!.routes;
    const below = route && toUrl(parseFileName(route.path));
    const basePath = route && (route.pattern.slice(0, route.pattern.length - below!.length).replace(/\/$/, '') || '/');
    return { item, basePath };
  }

  #chooseBase(implied: string): string {
    const urls = this.items.filter(({ kind, paths }) => kind === 'route' && paths).flatMap(({ paths }) => paths!);
    const inside = urls.filter(({ segments }) => startsWith(segments, implied.split('/').filter(Boolean)));
    return inside.length * 2 >= urls.length ? implied : '/';
  }

  /** The segments that are left below the prefix. */
  belowBase(segments: readonly Segment[]): readonly Segment[] {
    return segments.slice(this.base.length);
  }

  /** Why a path cannot be a file here. */
  fileProblem(segments: readonly Segment[]): { code: ReasonCode; text: string } | undefined {
    const prefix = this.base.map(([part]) => (part as { text: string }).text);
    if (!startsWith(segments, prefix)) {
      return {
        code: 'outside-prefix',
        text: `its URL lies outside /${prefix.join('/')}; --out or --base-path can include it`,
      };
    }
    const below = this.belowBase(segments);
    if (this.base.length === 0 && below[0]?.some(({ type }) => type === 'catch-all')) {
      return { code: 'path', text: 'a wildcard for the whole app stays behind the files' };
    }
    const twin = this.existing.find((file) => shapeOf(file.segments) === shapeOf(below));
    if (twin) return { code: 'file-exists', text: `${twin.path} has its URL already` };
    try {
      // Two parameters of one name, two catch-alls: what no file may be called.
      const parsed = parseFileName(`${toFileName(below)}.js`);
      if (shapeOf(parsed) !== shapeOf(below)) return { code: 'path', text: 'its URL has no form as a file name' };
    } catch (error) {
      if (!(error instanceof FileNameError)) throw error;
      return { code: 'path', text: error.message };
    }
    if (/(^|\/)node_modules(\/|$)|\.(test|spec|d)$/.test(toFileName(below))) {
      return { code: 'path', text: 'a file of that name is no route' };
    }
    return undefined;
  }

  isStaticServer({ function: fn }: AppItem): boolean {
    return fn !== undefined && staticServers.has(fn.name);
  }

  /** Whether the app has parsed what our own body parser would, before a layer. */
  hasBodyParsers(layer: number): boolean {
    const names = this.items
      .filter(({ kind, position, mounts, reach }) => {
        const isForAll = mounts.length === 0 && reach.every(({ segments }) => segments.length === 0);
        return kind === 'middleware' && position[0]! < layer && isForAll;
      })
      .map((item) => item.function!.name);
    return names.includes('jsonParser') && names.includes('urlencodedParser');
  }

  placeOf(node: ts.Node): Place {
    return placeOf(node);
  }
}

function listExisting(out: string): ExistingFile[] {
  if (!existsSync(out)) return [];
  return discoverFiles(out, { extensions, ignore: [] }).routes.flatMap((file) => {
    try {
      return [{ path: file, segments: parseFileName(file) }];
    } catch {
      return [];
    }
  });
}

function startsWith(segments: readonly Segment[], names: readonly string[]): boolean {
  return names.every((name, i) => {
    const [part, more] = segments[i] ?? [];
    return part?.type === 'text' && more === undefined && part.text.toLowerCase() === name.toLowerCase();
  });
}

function toUrl(segments: readonly Segment[]): string {
  return segments.length === 0 ? '' : `/${toFileName(segments)}`;
}

/** The path of a file below the directory, without its extension; the root is `index`. */
export function toFileName(segments: readonly Segment[]): string {
  const names = segments.map((segment) =>
    segment
      .map((part) => {
        if (part.type === 'text') return part.text;
        if (part.type === 'param') return `[${part.name}]`;
        return part.optional ? `[[...${part.name}]]` : `[...${part.name}]`;
      })
      .join(''),
  );
  if (names.length === 0) return 'index';
  return names.at(-1) === 'index' ? [...names, 'index'].join('/') : names.join('/');
}
