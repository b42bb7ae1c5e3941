import { stripVTControlCharacters } from 'node:util';

/** A line of a code frame, which would say something else in another place. */
const frameLine = /^\s*>? *\d* \|/;

/**
 * Breaks long lines between words; what goes on is indented as its beginning is.
 *
 * @param width Columns of the terminal; undefined, where there is none, leaves the text as it is.
 */
export function wrapText(text: string, width: number | undefined): string {
  if (width === undefined) return text;
  return text
    .split('\n')
    .flatMap((line) => (widthOf(line) <= width || frameLine.test(line) ? [line] : wrapLine(line, width)))
    .join('\n');
}

function wrapLine(line: string, width: number): string[] {
  const indent = /^ *(?:-> )?/.exec(line)![0].length;
  const lines = [line.slice(0, indent)];
  for (const word of line.slice(indent).split(' ')) {
    const last = lines.at(-1)!;
    if (widthOf(last) === indent) lines[lines.length - 1] = last + word;
    else if (widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(' '.repeat(indent) + word);
  }
  return lines;
}

/** Colours take no room. */
function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
