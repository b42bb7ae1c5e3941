/** How each kind of module imports and exports, for tests that run on all three. */
export interface ModuleKind {
  readonly name: string;
  readonly extension: string;
  /** `import { name } from specifier`; the specifier has no extension. */
  readonly use: (name: string, specifier: string) => string;
  readonly give: (name: string, value: string) => string;
}

export const moduleKinds: readonly ModuleKind[] = [
  {
    name: 'CommonJS',
    extension: 'cjs',
    use: (name, specifier) => `const { ${name} } = require('${specifier}.cjs');\n`,
    give: (name, value) => `exports.${name} = ${value};\n`,
  },
  {
    name: 'ES modules',
    extension: 'mjs',
    use: (name, specifier) => `import { ${name} } from '${specifier}.mjs';\n`,
    give: (name, value) => `export const ${name} = ${value};\n`,
  },
  {
    name: 'TypeScript',
    extension: 'ts',
    use: (name, specifier) => `import { ${name} } from '${specifier}';\n`,
    give: (name, value) => `export const ${name}: any = ${value};\n`,
  },
];

export function describeModuleKinds(title: string, tests: (kind: ModuleKind) => void): void {
  describe.each(moduleKinds.map((kind) => [kind.name, kind] as const))(`${title} (%s)`, (_name, kind) => tests(kind));
}
