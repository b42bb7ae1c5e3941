import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ts } from 'ts-morph';
import type { Framework, FrameworkProject } from './framework-project';
import type { Syntax } from './sources';

/** Something of the project, not of an endpoint file, that the endpoints relied on. */
export interface SettingFinding {
  /** Below the project's root. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

const configFiles: Record<Framework, RegExp> = {
  next: /^next\.config\.([cm]?[jt]s)$/,
  astro: /^astro\.config\.([cm]?[jt]s)$/,
};

const advice: Record<Framework, Readonly<Record<string, string>>> = {
  next: {
    basePath: 'give apiRoutes() the same { basePath }, with /api behind it',
    rewrites: 'rewrites are routes of the Express app now',
    redirects: 'redirects are routes of the Express app now',
    headers: 'set these headers in middleware of the Express app',
    i18n: 'locales are not cut off the URL here',
    trailingSlash: "set Express's strict routing",
    pageExtensions: 'name the extensions in { extensions }',
    env: 'set these in process.env',
    webpack: 'nothing is bundled here: loaders and aliases have no effect',
    turbopack: 'nothing is bundled here: loaders and aliases have no effect',
  },
  astro: {
    site: 'give apiRoutes() the same { site }',
    base: 'give apiRoutes() the same { basePath }',
    trailingSlash: "set Express's strict routing",
    i18n: 'locales are not cut off the URL here',
    redirects: 'redirects are routes of the Express app now',
    security: 'checkOrigin is { csrf } here, and on for these files; allowedDomains is trust proxy',
    env: 'read process.env',
    vite: 'nothing is bundled here: plugins and aliases have no effect',
    session: 'use express-session',
  },
};

const middlewareFiles: Record<Framework, readonly string[]> = {
  next: ['middleware.ts', 'middleware.js', 'proxy.ts', 'proxy.js'],
  astro: ['middleware.ts', 'middleware.js', 'middleware/index.ts', 'middleware/index.js'],
};

/** Lists what else of a project has to come along. */
export function findSettings(syntax: Syntax, project: FrameworkProject): SettingFinding[] {
  return [...findConfig(syntax, project), ...findMiddleware(project), ...findEnvironment(project)];
}

/** Whether Astro builds an endpoint that does not say otherwise ahead of time. */
export function isPrerenderedByDefault(syntax: Syntax, { framework, root }: FrameworkProject): boolean {
  if (framework !== 'astro') return false;
  const output = readConfig(syntax, root, framework).find(({ name }) => name?.getText() === 'output');
  const value = output && syntax.isPropertyAssignment(output) ? output.initializer : undefined;
  return !(value && syntax.isStringLiteralLike(value) && value.text === 'server');
}

function findConfig(syntax: Syntax, { framework, root }: FrameworkProject): SettingFinding[] {
  return readConfig(syntax, root, framework).flatMap((property) => {
    const key = property.name?.getText() ?? '';
    const text = Object.hasOwn(advice[framework], key) ? advice[framework][key] : undefined;
    if (text === undefined) return [];
    const file = property.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(property.getStart());
    return [{ file: path.basename(file.fileName), line: line + 1, text: `${key}: ${text}` }];
  });
}

/** The properties of the outermost object of the configuration. */
function readConfig(syntax: Syntax, root: string, framework: Framework): readonly ts.ObjectLiteralElementLike[] {
  const name = readdirSync(root).find((entry) => configFiles[framework].test(entry));
  if (name === undefined) return [];
  const file = path.join(root, name);
  const source = syntax.createSourceFile(file, readFileSync(file, 'utf8'), syntax.ScriptTarget.Latest, true);
  let found: ts.ObjectLiteralExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (syntax.isObjectLiteralExpression(node)) found = node;
    else syntax.forEachChild(node, visit);
  };
  visit(source);
  return found?.properties ?? [];
}

function findMiddleware({ framework, root }: FrameworkProject): SettingFinding[] {
  const text =
    framework === 'next'
      ? 'middleware runs before every request there: make it middleware of the Express app, or a _middleware file'
      : 'onRequest works in a _middleware file; astro:middleware is not here';
  return [root, path.join(root, 'src')].flatMap((folder) =>
    middlewareFiles[framework]
      .filter((name) => existsSync(path.join(folder, name)))
      .map((name) => ({ file: path.relative(root, path.join(folder, name)), line: 1, text })),
  );
}

function findEnvironment({ framework, root }: FrameworkProject): SettingFinding[] {
  const reader = framework === 'next' ? 'Next' : 'Astro';
  return readdirSync(root)
    .filter((name) => /^\.env(\.|$)/.test(name) && !/\.(example|sample|template)$/.test(name))
    .map((file) => ({
      file,
      line: 1,
      text: `${reader} reads this file by itself; start Node with --env-file=${file}`,
    }));
}
