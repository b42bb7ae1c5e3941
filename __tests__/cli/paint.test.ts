import type { WriteStream } from 'node:tty';
import { createPaint } from '../../lib/cli/paint';

const terminal: Partial<WriteStream> = { isTTY: true, hasColors: () => true };
const dumbTerminal: Partial<WriteStream> = { isTTY: true, hasColors: () => false };
const file: Partial<WriteStream> = {};
const red = '\x1b[31mx\x1b[39m';

describe('colour', () => {
  it.each([
    ['a terminal', terminal, {}, red],
    ['a terminal without colours', dumbTerminal, {}, 'x'],
    ['a file or a pipe', file, {}, 'x'],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, 'x'],
    ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, red],
    ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, 'x'],
    ['a pipe with FORCE_COLOR=1', file, { FORCE_COLOR: '1' }, red],
    ['a pipe with an empty FORCE_COLOR', file, { FORCE_COLOR: '' }, red],
    ['a pipe with FORCE_COLOR=1 and NO_COLOR=1', file, { FORCE_COLOR: '1', NO_COLOR: '1' }, red],
  ])('on %s', (_where, stream, env, expected) => {
    expect(createPaint(stream, env)('red', 'x')).toBe(expected);
  });

  it('leaves no escape around nothing', () => {
    expect(createPaint(terminal, {})('red', '')).toBe('');
  });
});
