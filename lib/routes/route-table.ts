import path from 'node:path';
import type { RouteProblem } from '../errors/route-error';
import { compareRoutes } from './compare-routes';
import { FileNameError, parseFileName } from './parse-file-name';
import type { Route, RouteFile, Segment, SegmentPart } from './route';

export interface ParsedNames {
  readonly files: readonly RouteFile[];
  readonly problems: readonly RouteProblem[];
}

/** Reads every file name and refuses malformed ones and two files with one URL. */
export function parseFileNames(directory: string, paths: readonly string[]): ParsedNames {
  const files: RouteFile[] = [];
  const problems: RouteProblem[] = [];
  const known = new Map<string, Segment>();
  for (const file of paths) {
    try {
      files.push({ file: path.join(directory, file), path: file, segments: parseFileName(file, known) });
    } catch (error) {
      if (!(error instanceof FileNameError)) throw error;
      problems.push({ file, message: error.message, remedy: error.remedy });
    }
  }
  return { files, problems: [...problems, ...findConflicts(files)] };
}

/** Routes in match order: the first that fits a URL answers it. */
export function createRouteTable<R extends Route>(routes: readonly R[]): readonly R[] {
  return [...routes].sort(compareRoutes);
}

/** The pattern as a person writes it, `/api/users/[id]`; the root is `/`. */
export function toPattern(basePath: string, segments: readonly Segment[]): string {
  return [basePath, ...segments.map(segmentText)].join('/') || '/';
}

function segmentText(segment: Segment): string {
  return segment.length === 1 ? partText(segment[0]!) : segment.map(partText).join('');
}

function partText(part: SegmentPart): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'param') return `[${part.name}]`;
  return part.optional ? `[[...${part.name}]]` : `[...${part.name}]`;
}

function findConflicts(files: readonly RouteFile[]): RouteProblem[] {
  const shapes = new Map<Segment, string>();
  const byShape = new Map<string, RouteFile | RouteFile[]>();
  for (const file of files) {
    const shape = file.segments.map((segment) => shapeOf(segment, shapes)).join('/');
    const twins = byShape.get(shape);
    if (Array.isArray(twins)) twins.push(file);
    else byShape.set(shape, twins ? [twins, file] : file);
  }
  return [...byShape.values()].filter(Array.isArray).map(toConflict);
}

/** One of two would be left out without a word: a login, perhaps. */
export function findMiddlewareConflicts(paths: readonly string[]): RouteProblem[] {
  const byFolder = new Map<string, string[]>();
  for (const file of paths) {
    const folder = path.posix.dirname(file);
    const twins = byFolder.get(folder);
    if (twins) twins.push(file);
    else byFolder.set(folder, [file]);
  }
  return [...byFolder.values()]
    .filter((twins) => twins.length > 1)
    .map((twins) => ({
      file: twins.join('\n'),
      message: 'A folder has one _middleware file.',
      remedy: 'Keep one of them; it may export an array.',
    }));
}

/** Two patterns that differ in parameter names alone match the same URLs. */
function shapeOf(segment: Segment, known: Map<Segment, string>): string {
  let shape = known.get(segment);
  if (shape === undefined) {
    shape = segmentText(segment.map((part) => (part.type === 'text' ? part : { ...part, name: '' })));
    known.set(segment, shape);
  }
  return shape;
}

function toConflict(twins: RouteFile[]): RouteProblem {
  const urls = [...new Set(twins.map(({ segments }) => toPattern('', segments)))].join(' and ');
  return {
    file: twins.map(({ path: file }) => file).join('\n'),
    message: `${twins.length === 2 ? 'Both files' : `All ${twins.length} files`} answer the same URLs (${urls} below the prefix).`,
    remedy: 'Keep one of them, or rename one; a name that begins with "_" is no route.',
  };
}
