import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ts } from 'ts-morph';
import { packageTypeOf } from '../modules/resolve-source';
import { type ModuleExports, readExports } from './module-exports';
import type { Piece } from './pieces';
import type { Sources } from './sources';

/** Where a name can be imported from. */
export interface Source {
  readonly file: string;
  readonly imported: string;
}

/** Code that gets a name at the top of its module, so that files can share it. */
export interface Hoist {
  readonly piece: Piece;
  readonly name: string;
}

/** What a module has to give out that it has kept to itself so far. */
export interface Home {
  readonly file: string;
  readonly source: ts.SourceFile;
  readonly exports: ModuleExports;
  /** Whether it is still being loaded when the files are, so that they cannot import it. */
  readonly isLoading: boolean;
  /** The module that takes what the files need of a module that is still being loaded. */
  readonly sharedFile: string;
  /** Declarations that files import, by local name. */
  readonly needed: Map<string, ts.Declaration>;
  readonly hoists: Hoist[];
}

/** What a router or a function has by itself, which an export must not replace. */
const takenNames = new Set([
  ...['name', 'length', 'prototype', 'caller', 'arguments', 'call', 'apply', 'bind', 'toString', 'constructor'],
  ...['use', 'all', 'param', 'route', 'handle', 'stack', 'params', 'mergeParams', 'caseSensitive', 'strict'],
  ...[
    'get',
    'post',
    'put',
    'patch',
    'delete',
    'head',
    'options',
    'set',
    'engine',
    'render',
    'listen',
    'path',
    'locals',
  ],
  ...['settings', 'mountpath', 'cache', 'engines', 'request', 'response', 'process_params', 'router', 'on', 'emit'],
]);

/** The modules that moved code comes from. */
export class Homes {
  readonly #homes = new Map<string, Home>();
  readonly #hoisted = new Map<ts.Node, Hoist>();

  constructor(
    readonly sources: Sources,
    private readonly loading: ReadonlySet<string>,
  ) {}

  get all(): readonly Home[] {
    return [...this.#homes.values()];
  }

  homeOf(file: string): Home {
    let home = this.#homes.get(file);
    if (!home) {
      const source = this.sources.open(file)!;
      home = {
        file,
        source,
        exports: readExports(source, this.sources.ts),
        isLoading: this.loading.has(file),
        sharedFile: nameShared(file),
        needed: new Map(),
        hoists: [],
      };
      this.#homes.set(file, home);
    }
    return home;
  }

  /** Makes a declaration of a module importable. */
  give(declaration: ts.Declaration, name: string): Source {
    const home = this.homeOf(declaration.getSourceFile().fileName);
    home.needed.set(name, declaration);
    return { file: home.isLoading ? home.sharedFile : home.file, imported: exportedName(home, name) };
  }

  /** Gives code a name in its module; the same code gets one name. */
  hoist(piece: Piece, wanted: string): void {
    const { node, file } = piece.lift;
    if (this.#hoisted.has(node)) return;
    const home = this.homeOf(file);
    const taken = new Set([...identifiersOf(home.source, this.sources), ...home.hoists.map(({ name }) => name)]);
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}${i}`;
    const hoist = { piece, name };
    home.hoists.push(hoist);
    this.#hoisted.set(node, hoist);
  }

  hoistOf(node: ts.Node): Hoist | undefined {
    return this.#hoisted.get(node);
  }

  sourceOfHoist({ piece, name }: Hoist): Source {
    const home = this.homeOf(piece.lift.file);
    return { file: home.isLoading ? home.sharedFile : home.file, imported: exportedName(home, name) };
  }

  /** What a TypeScript file writes at the end of relative imports: `.js`, `.ts` or nothing. */
  extensionStyle(file: string): string {
    const { ts: syntax } = this.sources;
    const texts = syntax
      .preProcessFile(this.homeOf(file).source.text, true, true)
      .importedFiles.map(({ fileName }) => fileName);
    const relative = texts.filter((text) => text.startsWith('.'));
    if (relative.length === 0) return packageTypeOf(file) === 'module' ? '.js' : '';
    return /\.[cm]?[jt]sx?$/.exec(relative[0]!)?.[0] ?? '';
  }
}

/** The name under which a module gives out one of its own. */
export function exportedName({ exports, isLoading }: Home, name: string): string {
  if (isLoading) return name;
  const known = exports.names.get(name);
  if (known !== undefined) return known;
  // A property of the router or function that the module exports.
  return exports.kind === 'cjs' && takenNames.has(name) ? `${name}Export` : name;
}

const identifiers = new WeakMap<ts.SourceFile, Set<string>>();

export function identifiersOf(file: ts.SourceFile, { ts: syntax }: Sources): Set<string> {
  let names = identifiers.get(file);
  if (!names) {
    const found = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (syntax.isIdentifier(node)) found.add(node.text);
      syntax.forEachChild(node, visit);
    };
    visit(file);
    identifiers.set(file, (names = found));
  }
  return names;
}

function nameShared(file: string): string {
  const { dir, name, ext } = path.parse(file);
  let shared = path.join(dir, `${name}.shared${ext}`);
  for (let i = 2; existsSync(shared); i++) shared = path.join(dir, `${name}.shared-${i}${ext}`);
  return shared;
}
