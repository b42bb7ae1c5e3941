import { createHash } from 'node:crypto';

/** One file of a static build. */
export interface StaticFile {
  /** Path below the output folder, with `/` on every system. */
  readonly path: string;
  /** What a host should send as `Content-Type`. */
  readonly contentType: string;
  readonly bytes: number;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
  /** The route file, below the directory of routes. */
  readonly source: string;
}

export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The same text for the same output, whatever the machine and the order of the work. */
export function formatManifest(files: readonly StaticFile[]): string {
  const lines = files.map((file) => `    ${JSON.stringify(file)}`);
  return `{\n  "version": 1,\n  "files": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
