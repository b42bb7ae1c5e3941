import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../lib');

/** The floor of each folder, and of each file that stands at the top of `lib/`. */
const floors: Record<string, number> = {
  'errors/': 0,
  'routes/': 1,
  'http/': 1,
  'modules/': 2,
  'guards/': 2,
  'handlers/': 3,
  'create-server.ts': 4,
  'options.ts': 4,
  'route-info.ts': 4,
  'endpoint-types.ts': 4,
  'dispatch.ts': 5,
  'report-error.ts': 5,
  'rewrite.ts': 5,
  'static/': 5,
  'create-middleware.ts': 6,
  'load-routes.ts': 6,
  'prerender.ts': 6,
  'watch/': 7,
  'testing/': 7,
  'migrate/': 7,
  'api-routes.ts': 8,
  'build-static.ts': 8,
  'index.ts': 8,
  'testing.ts': 8,
  'cli/': 9,
  'static.ts': 9,
  'recorder.ts': 9,
  'cli.ts': 10,
};

const maxLines = 250;
const maxDispatchLines = 60;
const forbiddenNames = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'core', 'types'];

interface SourceFile {
  readonly name: string;
  readonly lines: number;
  readonly syntax: ts.SourceFile;
  /** Files of `lib/` that it imports, types too. */
  readonly imports: readonly string[];
  /** Packages and modules of Node that it imports, types too. */
  readonly packages: readonly string[];
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readSource(name.split(path.sep).join('/')))
  .sort((a, b) => a.name.localeCompare(b.name));
const names = new Set(files.map(({ name }) => name));
const imports = files.flatMap((file) => file.imports.map((target) => ({ from: file.name, to: target })));

function readSource(name: string): SourceFile {
  const text = readFileSync(path.join(root, name), 'utf8');
  const syntax = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const specifiers = new Set<string>();
  collectSpecifiers(syntax, specifiers);
  const own = [...specifiers].filter((specifier) => specifier.startsWith('.'));
  return {
    name,
    lines: text.trimEnd().split('\n').length,
    syntax,
    imports: own
      .map((specifier) => path.posix.join(path.posix.dirname(name), specifier))
      // The package's own package.json lies above lib/ and is no source file.
      .filter((target) => target !== '../package.json')
      .map((target) => `${target}.ts`),
    packages: [...specifiers].filter((specifier) => !specifier.startsWith('.')),
  };
}

/** `import`, `export from`, `import()`, `require()` and the types `import('x')`. */
function collectSpecifiers(node: ts.Node, found: Set<string>): void {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
    found.add((node.moduleSpecifier as ts.StringLiteral).text);
  } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    found.add((node.argument.literal as ts.StringLiteral).text);
  } else if (ts.isCallExpression(node)) {
    const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
    const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
    const [argument] = node.arguments;
    if ((isImport || isRequire) && argument && ts.isStringLiteral(argument)) found.add(argument.text);
  }
  ts.forEachChild(node, (child) => collectSpecifiers(child, found));
}

/** The unit that has a floor: a folder, or a file at the top. */
function unitOf(name: string): string {
  const slash = name.indexOf('/');
  return slash === -1 ? name : name.slice(0, slash + 1);
}

function isFolder(name: string): boolean {
  return unitOf(name).endsWith('/');
}

/** The first import cycle, as the files one passes. */
function findCycle(): string[] | undefined {
  const targets = new Map(files.map(({ name, imports: own }) => [name, own]));
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const target of targets.get(name) ?? []) {
      const cycle = visit(target, [...trail, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const { name } of files) {
    const cycle = visit(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** The deepest nesting of functions inside a function. */
function functionDepth(node: ts.Node): number {
  let deepest = 0;
  ts.forEachChild(node, (child) => void (deepest = Math.max(deepest, functionDepth(child))));
  return ts.isFunctionLike(node) && 'body' in node && node.body ? deepest + 1 : deepest;
}

function fileNamed(name: string): SourceFile {
  return files.find((file) => file.name === name)!;
}

describe('lib/', () => {
  it('reads the imports of every file', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(fileNamed('dispatch.ts').imports).toContain('handlers/exchange.ts');
    expect(imports.filter(({ to }) => !names.has(to))).toEqual([]);
  });

  it('has a floor for every folder and every file at its top, and no floor for nothing', () => {
    expect([...new Set(files.map(({ name }) => unitOf(name)))].sort()).toEqual(Object.keys(floors).sort());
  });

  it('never imports upwards', () => {
    expect(imports.filter(({ from, to }) => floors[unitOf(to)]! > floors[unitOf(from)]!)).toEqual([]);
  });

  it('never imports sideways, into another folder of the same floor', () => {
    const isSideways = (from: string, to: string): boolean =>
      unitOf(from) !== unitOf(to) && (isFolder(from) || isFolder(to)) && floors[unitOf(from)] === floors[unitOf(to)];
    expect(imports.filter(({ from, to }) => isSideways(from, to))).toEqual([]);
  });

  it('has no import cycle, imports of types among them', () => {
    expect(findCycle()).toBeUndefined();
  });

  it('keeps the doors to the outside: nothing inside imports one', () => {
    const doors = ['index.ts', 'testing.ts', 'static.ts', 'recorder.ts', 'cli.ts'];
    expect(imports.filter(({ to }) => doors.includes(to))).toEqual([]);
  });

  it('touches the file system in routes/discover-files, modules/, static/output/ and migrate/ only', () => {
    const users = files.filter(({ packages }) => packages.some((name) => /^(node:)?fs(\/|$)|^glob$/.test(name)));
    const mayUse = /^(modules|migrate|static\/output)\/|^routes\/discover-files\.ts$/;
    expect(users.map(({ name }) => name).filter((name) => !mayUse.test(name))).toEqual([]);
  });

  it('names routes without knowing HTTP: nothing in routes/ imports it', () => {
    const users = files.filter(({ name, packages }) => unitOf(name) === 'routes/' && packages.includes('node:http'));
    expect(users.map(({ name }) => name)).toEqual([]);
  });

  it('has no file of more than 250 lines', () => {
    const long = files.filter(({ lines }) => lines > maxLines);
    expect(long.map(({ name, lines }) => `${name}: ${lines}`)).toEqual([]);
  });

  it('has no default export', () => {
    const defaults = files.filter(({ syntax }) => syntax.statements.some(isDefaultExport));
    expect(defaults.map(({ name }) => name)).toEqual([]);
  });

  it('has no drawer for whatever is left over', () => {
    const parts = files.flatMap(({ name }) => name.replace(/\.ts$/, '').split('/'));
    expect(parts.filter((part) => forbiddenNames.includes(part))).toEqual([]);
  });
});

describe('lib/dispatch.ts', () => {
  it('shows the way of a request in at most 60 lines', () => {
    expect(fileNamed('dispatch.ts').lines).toBeLessThanOrEqual(maxDispatchLines);
  });

  it('nests no closure deeper than a callback', () => {
    expect(functionDepth(fileNamed('dispatch.ts').syntax)).toBeLessThanOrEqual(2);
  });
});

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return true;
  if (!ts.isExportDeclaration(statement) || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) {
    return false;
  }
  return statement.exportClause.elements.some(({ name }) => name.text === 'default');
}
