import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { createProgress } from '../../lib/cli/build-progress';

/** What is shown while so many paths are run, on a terminal or elsewhere. */
function show(total: number, isTTY: boolean, env: NodeJS.ProcessEnv = {}): string {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 80 });
  const progress = createProgress(stream as unknown as WriteStream, env);
  for (let done = 1; done <= total; done++) progress.show({ done, total, path: '/a' });
  progress.stop();
  return (stream.read() as string | null) ?? '';
}

describe('the progress of a build', () => {
  it('is a bar on a terminal, which goes at the end', () => {
    const text = show(500, true);
    expect(text).toMatch(/Building \[[=-]{30}\] \d+% \| \d+\/500 \| /);
    expect(text.endsWith('\n')).toBe(false);
  });

  it('has no colour', () => {
    // eslint-disable-next-line no-control-regex -- The sequence that sets a colour.
    expect(show(500, true)).not.toMatch(/\x1b\[[\d;]*m/);
  });

  it('is ten lines elsewhere', () => {
    expect(show(500, false).split('\n').slice(0, 2)).toEqual(['50/500', '100/500']);
  });

  it('is lines on a terminal whose cursor cannot be moved', () => {
    expect(show(500, true, { TERM: 'dumb' })).toBe(show(500, false));
  });

  it('is a bar where only colour is unwanted', () => {
    expect(show(500, true, { NO_COLOR: '1' })).toContain('Building [');
  });

  it('says nothing of a short build elsewhere', () => {
    expect(show(20, false)).toBe('');
  });

  it('says nothing of a build without paths', () => {
    expect([show(0, true), show(0, false)]).toEqual(['', '']);
  });
});
