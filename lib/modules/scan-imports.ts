// Accepted: `from './a'`, `import "./a"`, `import('./a')`, `require('./a')`; refused: `from(x)`, `require(name)`.
const importedText = /\b(?:from|import|require)\s*\(?\s*(['"`])([^'"`\n]+)\1/g;

/**
 * The module specifiers in a source text of any kind. Comments and strings that look like an
 * import are read as one: a name too many costs a reload, one too few would serve old code.
 */
export function scanImports(text: string): string[] {
  return [...new Set([...text.matchAll(importedText)].map(([, , specifier]) => specifier!))];
}

// Accepted: `export const a`, `import x from 'y'` on a line or behind a statement; refused: `  exports.a`, `import('x')`.
const moduleSyntax = /(?:^|[;}])\s*(?:import(?!\s*[(.])|export)\b/m;

/** Whether a text that may be CommonJS has the syntax of an ES module. */
export function hasModuleSyntax(text: string): boolean {
  return moduleSyntax.test(text);
}

export function hasDynamicImport(text: string): boolean {
  return /\bimport\s*\(/.test(text);
}
