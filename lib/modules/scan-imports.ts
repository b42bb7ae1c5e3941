/** Spaces, lines and comments, as bundlers read them in an `import()`. */
const gap = String.raw`(?:\s|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|//[^\n]*\n)*`;
// Accepted: `from './a'`, `import "./a"`, `import(/* b */ './a')`, `require('./a')`; refused: `from(x)`, `require(name)`.
const importedText = new RegExp(String.raw`\b(?:from|import|require)${gap}(?:\(${gap})?(['"\`])([^'"\`\n]+)\1`, 'g');
const dynamicImport = new RegExp(String.raw`\bimport${gap}\(`);

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
  return dynamicImport.test(text);
}
