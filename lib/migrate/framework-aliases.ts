import { existsSync } from 'node:fs';
import path from 'node:path';
import { resolveRelative, type Syntax } from './sources';

/** The aliases of a project's `tsconfig.json` or `jsconfig.json`. */
export class PathAliases {
  readonly #patterns: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  readonly #baseUrl: string | undefined;

  constructor(syntax: Syntax, root: string) {
    const file = ['tsconfig.json', 'jsconfig.json'].map((name) => path.join(root, name)).find(existsSync);
    const options = file === undefined ? {} : readOptions(syntax, file);
    this.#baseUrl = options.baseUrl;
    const base = options.baseUrl ?? (options.pathsBasePath as string | undefined) ?? root;
    this.#patterns = Object.entries(options.paths ?? {}).map(([pattern, targets]) => ({
      pattern,
      targets: targets.map((target) => path.resolve(base, target)),
    }));
  }

  /** The file that a specifier leads to, or whether an alias fits it that leads to none. */
  resolve(specifier: string): { readonly file: string | undefined } | undefined {
    const fits = this.#patterns.flatMap(({ pattern, targets }) => {
      const rest = matchPattern(pattern, specifier);
      return rest === undefined ? [] : [{ length: pattern.length, targets, rest }];
    });
    // As the compiler does it: the longest pattern wins.
    const [best] = fits.sort((a, b) => b.length - a.length);
    for (const target of best?.targets ?? []) {
      const file = resolveRelative(
        path.join(target, '..', 'from'),
        target.replace('*', () => best!.rest),
      );
      if (file !== undefined) return { file };
    }
    if (this.#baseUrl !== undefined) {
      const file = resolveRelative(path.join(this.#baseUrl, 'from'), `./${specifier}`);
      if (file !== undefined) return { file };
    }
    // `*` fits every package too.
    return best && best.length > 1 && !isInstalled(specifier, this.#baseUrl) ? { file: undefined } : undefined;
  }
}

interface AliasOptions {
  readonly baseUrl?: string;
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  readonly pathsBasePath?: unknown;
}

function readOptions(syntax: Syntax, file: string): AliasOptions {
  const { config } = syntax.readConfigFile(file, (name) => syntax.sys.readFile(name)) as { config?: object };
  // No file is listed: only the options matter, with what `extends` brings.
  const host = { ...syntax.sys, readDirectory: () => [] };
  return syntax.parseJsonConfigFileContent(config ?? {}, host, path.dirname(file)).options;
}

function matchPattern(pattern: string, specifier: string): string | undefined {
  const [head, tail] = pattern.split('*') as [string, string?];
  if (tail === undefined) return pattern === specifier ? '' : undefined;
  const isMatch =
    specifier.length >= head.length + tail.length && specifier.startsWith(head) && specifier.endsWith(tail);
  return isMatch ? specifier.slice(head.length, specifier.length - tail.length) : undefined;
}

function isInstalled(specifier: string, from: string | undefined): boolean {
  try {
    require.resolve(specifier, { paths: [from ?? process.cwd()] });
    return true;
  } catch {
    return false;
  }
}
