import path, { type PlatformPath } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RoutesDirectory {
  /** With the separators of the system. */
  readonly absolute: string;
  /** As the developer wrote it, but with `/` on every system: what messages put before the name of a file. */
  readonly label: string;
  readonly defaultBasePath: '/api' | '/';
}

/** @param rules Those of another system, in tests. */
export function resolveDirectory(directory: string | URL, rules: PlatformPath = path): RoutesDirectory {
  const windows = rules.sep === '\\';
  const given = typeof directory === 'string' ? directory : fileURLToPath(directory, { windows });
  const absolute = rules.resolve(given);
  const written = typeof directory === 'string' ? given : rules.relative(process.cwd(), absolute) || absolute;
  return {
    absolute,
    label: windows ? written.replaceAll('\\', '/') : written,
    defaultBasePath: rules.basename(absolute) === 'api' ? '/api' : '/',
  };
}
