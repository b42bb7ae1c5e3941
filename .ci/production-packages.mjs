// The packages that a user gets with this one, as the lockfile pins them.
import { readFileSync } from 'node:fs';

export const root = new URL('..', import.meta.url);

export const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
export const lockfile = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));

/** Entries of the lockfile by their path, such as `node_modules/cors`. */
export const production = Object.fromEntries(
  Object.entries(lockfile.packages).filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional),
);
