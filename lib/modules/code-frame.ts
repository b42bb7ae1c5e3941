import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { correctColumns } from './compile-source';
import { isSource } from './resolve-source';

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number | undefined;
}

const linesAround = 2;
/** Minified code is one line. */
const longestLine = 160;

/** Where in the app an error arose, with the lines around; undefined when nothing says so. */
export function createCodeFrame(error: unknown, message = ''): string | undefined {
  const { stack = '' } = (error ?? {}) as Partial<Error>;
  const place = findPlace(correctColumns(`${message}\n${stack}`));
  return place && drawFrame(place);
}

// Accepted: `/a/b.ts:3:14`, `C:\a.js:3`, `file:///a.mjs:3:1`; refused: `node:internal/x:3:1`, `a.js:3`.
const placePattern =
  /(file:\/\/\/?[^\s():'"]+|(?:[A-Z]:)?[\\/][^\n():'"]*?\.(?:[cm]?[jt]s|[jt]sx|json)):(\d+)(?::(\d+))?/g;

/** The first place that is code of the app. */
function findPlace(text: string): Place | undefined {
  for (const [, name, line, column] of text.matchAll(placePattern)) {
    const file = name!.startsWith('file:') ? fileURLToPath(name!) : name!;
    if (!isSource(file) || !existsSync(file)) continue;
    return { file, line: Number(line), column: column === undefined ? undefined : Number(column) };
  }
  return undefined;
}

function drawFrame({ file, line: named, column }: Place): string {
  const lines = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  // What is missing at the end is found behind it.
  const line = Math.min(named, lines.length);
  const first = Math.max(line - linesAround, 1);
  const last = Math.min(line + linesAround, lines.length);
  const width = String(last).length;
  const drawn = lines.slice(first - 1, last).flatMap((text, i) => {
    const number = first + i;
    const shown =
      `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text.slice(0, longestLine)}`.trimEnd();
    // What was compiled to another text may say a column that its line does not have.
    const isShown = column !== undefined && column <= Math.min(longestLine, text.length + 1);
    if (number !== line || !isShown) return [shown];
    // Tabs in front of the caret are as wide as those above it.
    const indent = text.slice(0, Math.max(column - 1, 0)).replaceAll(/[^\t]/g, ' ');
    return [shown, `  ${' '.repeat(width)} | ${indent}^`];
  });
  return [`${file}:${line}${column === undefined ? '' : `:${column}`}`, ...drawn].join('\n');
}
