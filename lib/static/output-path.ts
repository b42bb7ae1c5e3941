import path from 'node:path';
import type { RouteProblem } from '../errors/route-error';
import type { StaticPaths } from './static-paths';

/** Tells that a folder was built here, and what is in it. */
export const manifestName = '.pages-api-manifest.json';

const maxNameBytes = 255;

/** With an extension, too. Accepted: `console`, `com10`; refused: `con`, `NUL.txt`, `com1.json`, `aux .txt`. */
const reservedName = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(?:\.|$)/i;

/**
 * Finds every path that cannot be a file of its own inside the output folder, on POSIX or on
 * Windows, before anything is written.
 */
export function findFileProblems(paths: StaticPaths): RouteProblem[] {
  const problems: RouteProblem[] = [];
  let lastFolder = '';
  for (let number = 0; number < paths.files.size; number++) {
    const file = paths.files.nameOf(number);
    const fault = findNameFault(file);
    if (fault !== undefined) {
      const message = `${JSON.stringify(`/${file}`)} cannot become a file: ${fault}.`;
      const remedy = 'Change the parameter or the file name.';
      problems.push({ file: paths.routeOf(number).path, message, remedy });
      continue;
    }
    const folder = file.slice(0, Math.max(file.lastIndexOf('/'), 0));
    if (folder !== lastFolder) problems.push(...findFolderCollisions(file, number, paths));
    lastFolder = folder;
  }
  return problems;
}

/** A file system has no file and folder of one name. */
function findFolderCollisions(file: string, number: number, { files, routeOf }: StaticPaths): RouteProblem[] {
  const problems: RouteProblem[] = [];
  for (let slash = file.indexOf('/'); slash !== -1; slash = file.indexOf('/', slash + 1)) {
    const above = file.slice(0, slash);
    const owner = files.numberOf(above);
    if (owner === undefined) continue;
    problems.push({
      file: routeOf(number).path,
      message: `Its path /${file} needs a folder where ${routeOf(owner).path} puts the file /${above}.`,
      remedy: `Give /${above} an extension, such as /${above}.json.`,
    });
  }
  return problems;
}

function findNameFault(file: string): string | undefined {
  if (file === '') return 'the root has no file name; name the file after what it is, such as data.json.ts';
  const names = file.split('/');
  for (const name of names) {
    const fault = findSegmentFault(name);
    if (fault !== undefined) return fault;
  }
  if (names[0]!.toLowerCase() === manifestName) return 'the manifest of the build has this name';
  return isInside(file, path.posix, '/out') && isInside(file, path.win32, 'C:\\out')
    ? undefined
    : 'it lies outside of the output folder';
}

function findSegmentFault(name: string): string | undefined {
  if (name === '') return 'it has an empty segment';
  if (Buffer.byteLength(name) > maxNameBytes) return `a name has more than ${maxNameBytes} bytes`;
  // Hosts decode a URL once more than we do.
  for (const part of [name, ...decodeFully(name).split(/[/\\]/)]) {
    if (part === '.' || part === '..') return 'it has a dot segment';
    // eslint-disable-next-line no-control-regex -- Control characters are what it looks for.
    if (/[\x00-\x1f\x7f]/.test(part)) return 'it has a control character';
  }
  const character = /[<>:"|?*\\]/.exec(name);
  if (character) return `Windows allows no ${character[0]} in a name`;
  if (reservedName.test(name)) return `Windows reserves the name ${JSON.stringify(name)}`;
  return /[. ]$/.test(name) ? 'Windows drops a full stop or space at the end of a name' : undefined;
}

function decodeFully(text: string): string {
  return text.replaceAll(/%([\da-f]{2})/gi, (_escape, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function isInside(file: string, rules: typeof path.posix, folder: string): boolean {
  return rules.resolve(folder, file).startsWith(folder + rules.sep);
}
