import type { Random } from './random';

/** Makes the name of a folder or a file at a depth. */
export type NameMaker = (random: Random, depth: number, isLast: boolean) => string;

/** File names of one random project, without two for one path. */
export function createRouteSet(random: Random, name: NameMaker): string[] {
  const files = random.list(2, 9, () => {
    const depth = random.integer(1, 4);
    return `${Array.from({ length: depth }, (_, i) => name(random, i, i === depth - 1)).join('/')}.js`;
  });
  return [...new Set(files)];
}

/** A path that one of the files was made for, or nearly, or any path. */
export function createPath(random: Random, files: readonly string[], values: readonly string[]): string {
  if (random.chance(0.15)) return `/${random.list(1, 5, () => random.pick(values)).join('/')}`;
  const names = random
    .pick(files)
    .replace(/\.js$/, '')
    .replace(/(^|\/)index$/, '')
    .split('/')
    .filter((name) => name !== '');
  const filled = names.flatMap((name) => fill(random, name, values));
  if (random.chance(0.15)) filled.push(random.pick(values));
  if (random.chance(0.1)) filled.pop();
  if (filled.length > 0 && random.chance(0.15)) filled[random.integer(0, filled.length - 1)] = random.pick(values);
  return `/${filled.join('/')}`;
}

function fill(random: Random, name: string, values: readonly string[]): string[] {
  if (/^\[\[?\.\.\.[^\]]+\]\]?$/.test(name)) return random.list(0, 3, () => random.pick(values));
  const text = name.replaceAll(/\[(\.\.\.)?[^\]]+\]/g, (_, isRest) =>
    isRest ? random.list(0, 2, () => random.pick(values)).join('/') : random.pick(values),
  );
  return [text];
}
