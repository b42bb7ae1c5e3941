import path from 'node:path';
import type { RouteProblem } from '../errors/route-error';
import type { StaticPath } from './static-paths';

/** Tells that a folder was built here, and what is in it. */
export const manifestName = '.pages-api-manifest.json';

const maxNameBytes = 255;

/** With an extension, too. Accepted: `console`, `com10`; refused: `con`, `NUL.txt`, `com1.json`, `aux .txt`. */
const reservedName = /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(?:\.|$)/i;

/** Two answers for one path: on disk or in memory, one would be lost. */
export function findDuplicates(paths: readonly StaticPath[]): RouteProblem[] {
  const problems: RouteProblem[] = [];
  const byFile = new Map<string, StaticPath>();
  for (const path of paths) {
    const { file, route, url } = path;
    const first = byFile.get(file);
    if (!first) {
      byFile.set(file, path);
      continue;
    }
    const owner = first.route === route ? 'an earlier entry of getStaticPaths()' : first.route.path;
    problems.push({
      file: route.path,
      message: `It has the path ${url}, which ${owner} has already.`,
      remedy: 'Leave it out of one of the two.',
    });
  }
  return problems;
}

/**
 * Finds every path that cannot be a file of its own inside the output folder, on POSIX or on
 * Windows, before anything is written.
 */
export function findFileProblems(paths: readonly StaticPath[]): RouteProblem[] {
  const problems: RouteProblem[] = [];
  const byFile = new Map<string, StaticPath>();
  for (const path of paths) {
    const fault = findNameFault(path.file);
    if (fault === undefined) {
      byFile.set(path.file, path);
      continue;
    }
    const message = `${JSON.stringify(`/${path.file}`)} cannot become a file: ${fault}.`;
    problems.push({ file: path.route.path, message, remedy: 'Change the parameter or the file name.' });
  }
  return [...problems, ...findFolderCollisions(byFile)];
}

/** A file system has no file and folder of one name. */
function findFolderCollisions(byFile: ReadonlyMap<string, StaticPath>): RouteProblem[] {
  const problems: RouteProblem[] = [];
  for (const [file, { route, url }] of byFile) {
    for (let slash = file.indexOf('/'); slash !== -1; slash = file.indexOf('/', slash + 1)) {
      const above = byFile.get(file.slice(0, slash));
      if (!above) continue;
      problems.push({
        file: route.path,
        message: `Its path ${url} needs a folder where ${above.route.path} puts the file ${above.url}.`,
        remedy: `Give ${above.url} an extension, such as ${above.url}.json.`,
      });
    }
  }
  return problems;
}

function findNameFault(file: string): string | undefined {
  if (file === '') return 'the root has no file name; name the file after what it is, such as data.json.ts';
  for (const name of file.split('/')) {
    const fault = findSegmentFault(name);
    if (fault !== undefined) return fault;
  }
  if (file.toLowerCase() === manifestName) return 'the manifest of the build has this name';
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
