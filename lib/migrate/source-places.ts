import { existsSync, readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import nodeModule, { type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from './recorded-app';

/** A place in the code that runs, which a compiler may have written. */
export interface GeneratedPlace {
  /** Path or file URL, as a stack names it. */
  readonly script: string;
  readonly line: number;
  readonly column: number;
}

export interface FunctionPlace {
  readonly isBound: boolean;
  readonly place: Place | undefined;
}

interface Script {
  readonly url: string;
  readonly sourceMapUrl: string;
}

/** What the inspector says of one property of an object. */
interface InspectedProperty {
  readonly name: string;
  readonly value?: { readonly objectId?: string; readonly value?: unknown };
}

const probe = '__expressPagesApiProbe';

/**
 * Leads from code that runs to the source files people edit. The scripts and their source maps come
 * from V8 itself, so that every compiler counts (jiti, tsx, ts-node, `tsc` with maps on disk).
 */
export class SourcePlaces {
  readonly #session = new Session();
  readonly #scripts = new Map<string, Script>();
  readonly #byUrl = new Map<string, Script>();
  readonly #maps = new Map<Script, nodeModule.SourceMap | undefined>();

  constructor() {
    this.#session.connect();
    this.#session.on('Debugger.scriptParsed', ({ params }) => {
      const script = { url: toPath(params.url), sourceMapUrl: params.sourceMapURL ?? '' };
      this.#scripts.set(params.scriptId, script);
      if (script.url !== '') this.#byUrl.set(script.url, script);
    });
    this.#session.post('Debugger.enable');
  }

  toSource({ script, line, column }: GeneratedPlace): Place {
    const file = toPath(script);
    return this.#translate(this.#byUrl.get(file), { file, line, column });
  }

  /** Where functions are defined; for a bound one, where the function behind it is. */
  locate(functions: readonly unknown[]): FunctionPlace[] {
    const global = globalThis as Record<string, unknown>;
    global[probe] = functions;
    try {
      const list = this.#post('Runtime.evaluate', { expression: `globalThis.${probe}` }).result as {
        objectId: string;
      };
      const items = new Map(this.#properties(list.objectId).own.map((item) => [item.name, item.value?.objectId]));
      return functions.map((_, i) => this.#locateOne(items.get(String(i))));
    } finally {
      delete global[probe];
    }
  }

  #locateOne(objectId: string | undefined, isBound = false): FunctionPlace {
    if (objectId === undefined) return { isBound, place: undefined };
    const { internal } = this.#properties(objectId);
    const find = (name: string): InspectedProperty | undefined => internal.find((property) => property.name === name);
    const target = find('[[TargetFunction]]')?.value?.objectId;
    if (target !== undefined) return this.#locateOne(target, true);
    const location = find('[[FunctionLocation]]')?.value?.value as
      { scriptId: string; lineNumber: number; columnNumber: number } | undefined;
    const script = location && this.#scripts.get(location.scriptId);
    if (!script || script.url === '' || script.url.startsWith('node:')) return { isBound, place: undefined };
    const { lineNumber, columnNumber } = location;
    return {
      isBound,
      place: this.#translate(script, { file: script.url, line: lineNumber + 1, column: columnNumber + 1 }),
    };
  }

  #translate(script: Script | undefined, place: Place): Place {
    const map = script && this.#mapOf(script);
    if (!map) return place;
    const entry = map.findEntry(place.line - 1, place.column - 1) as Partial<nodeModule.SourceMapping>;
    if (entry.originalSource === undefined) return place;
    const source = toPath(entry.originalSource);
    const file = path.resolve(path.dirname(place.file), source);
    // A package may carry maps and no sources.
    if (!existsSync(file)) return place;
    return { file, line: entry.originalLine! + 1, column: entry.originalColumn! + 1 };
  }

  #mapOf(script: Script): nodeModule.SourceMap | undefined {
    if (script.sourceMapUrl === '') return undefined;
    if (!this.#maps.has(script)) {
      const payload = readSourceMap(script);
      this.#maps.set(script, payload && new nodeModule.SourceMap(payload));
    }
    return this.#maps.get(script);
  }

  #properties(objectId: string): { own: readonly InspectedProperty[]; internal: readonly InspectedProperty[] } {
    const answer = this.#post('Runtime.getProperties', { objectId, ownProperties: true });
    return {
      own: answer['result'] as InspectedProperty[],
      internal: (answer['internalProperties'] ?? []) as InspectedProperty[],
    };
  }

  /** In the same thread the inspector answers before `post` returns. */
  #post(method: string, params: object): Record<string, unknown> {
    let answer: Record<string, unknown> = {};
    this.#session.post(method, params, (error: Error | null, result?: object) => {
      if (error) throw error;
      answer = result as Record<string, unknown>;
    });
    return answer;
  }
}

function toPath(url: string): string {
  return url.startsWith('file://') ? fileURLToPath(url.replace(/[?#].*$/, '')) : url;
}

function readSourceMap({ url, sourceMapUrl }: Script): SourceMapPayload | undefined {
  try {
    const data = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(sourceMapUrl);
    if (!data)
      return JSON.parse(readFileSync(path.resolve(path.dirname(url), sourceMapUrl), 'utf8')) as SourceMapPayload;
    const text = data[1] ? Buffer.from(data[2]!, 'base64').toString('utf8') : decodeURIComponent(data[2]!);
    return JSON.parse(text) as SourceMapPayload;
  } catch {
    return undefined;
  }
}
