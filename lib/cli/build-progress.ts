import type { WriteStream } from 'node:tty';
import { Presets, SingleBar } from 'cli-progress';
import type { BuildProgress } from '../build-static';

export interface Progress {
  readonly show: (progress: BuildProgress) => void;
  stop(): void;
}

const plainLines = 10;

/** A bar on a terminal that can move its cursor; elsewhere a line for each tenth of a long build, which a log file can hold. */
export function createProgress(stream: WriteStream, env: NodeJS.ProcessEnv = process.env): Progress {
  return stream.isTTY && env['TERM'] !== 'dumb' ? createBar(stream) : createLines(stream);
}

function createBar(stream: WriteStream): Progress {
  const format = 'Building [{bar}] {percentage}% | {value}/{total} | {eta_formatted}';
  const bar = new SingleBar({ format, stream, clearOnComplete: true, hideCursor: true, barsize: 30 }, Presets.legacy);
  let hasStarted = false;
  return {
    show({ done, total }) {
      if (!hasStarted) bar.start(total, 0);
      hasStarted = true;
      bar.update(done);
    },
    stop() {
      if (hasStarted) bar.stop();
      hasStarted = false;
    },
  };
}

function createLines(stream: NodeJS.WritableStream): Progress {
  let shown = 0;
  return {
    show({ done, total }) {
      const part = Math.floor((done / total) * plainLines);
      if (total < 10 * plainLines || part === shown) return;
      shown = part;
      stream.write(`${done}/${total}\n`);
    },
    stop() {},
  };
}
