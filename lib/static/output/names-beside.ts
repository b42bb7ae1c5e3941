import { randomBytes } from 'node:crypto';
import path from 'node:path';

/** A folder that is no output yet or no longer, or the old output while the new one takes its place. */
export type TemporaryKind = 'build' | 'backup';

/** A folder that a build has made beside its target. */
export interface TemporaryName {
  readonly kind: TemporaryKind;
  /** The process that has made it. */
  readonly pid: number;
}

export function lockName(target: string): string {
  return beside(target, 'lock');
}

export function createTemporaryName(target: string, kind: TemporaryKind): string {
  return beside(target, `${kind}-${process.pid}-${randomBytes(4).toString('hex')}`);
}

/** Accepted for `dist`: `.dist.build-4711-0a1b2c3d`; refused: `.dist.build-cache`, which is somebody else's. */
export function readTemporaryName(target: string, name: string): TemporaryName | undefined {
  const prefix = path.basename(beside(target, ''));
  if (!name.startsWith(prefix)) return undefined;
  const [, kind, pid] = /^(build|backup)-([1-9]\d*)-[\da-f]{8}$/.exec(name.slice(prefix.length)) ?? [];
  return kind === undefined ? undefined : { kind: kind as TemporaryKind, pid: Number(pid) };
}

function beside(target: string, suffix: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.${suffix}`);
}
