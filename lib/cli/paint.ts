import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** Gives text a style where the stream shows it, and gives it back as it is elsewhere. */
export type Paint = (style: Style, text: string) => string;

/**
 * Colour on a terminal that has it; `FORCE_COLOR` asks for it elsewhere, `NO_COLOR` or
 * `FORCE_COLOR=0` refuse it, and a wish for colour outweighs one against, as in Node itself.
 *
 * @see https://no-color.org, https://force-color.org
 */
export function createPaint(stream: Partial<WriteStream>, env: NodeJS.ProcessEnv = process.env): Paint {
  if (!hasColour(stream, env)) return plain;
  // Node 20 would otherwise look at standard output, whatever the stream.
  return (style, text) => (text === '' ? '' : styleText(style, text, { validateStream: false }));
}

/** No colour, for what is no terminal at all. */
export const plain: Paint = (_style, text) => text;

function hasColour(stream: Partial<WriteStream>, { FORCE_COLOR, NO_COLOR }: NodeJS.ProcessEnv): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR) return false;
  // Knows `TERM=dumb` and Windows.
  return stream.isTTY === true && stream.hasColors?.() === true;
}
