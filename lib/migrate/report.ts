import path from 'node:path';
import { toPattern } from '../routes/route-table';
import { joinPath, type Place, type Registration } from './recorded-app';
import type { FileChange } from './apply-changes';
import type { Rewrite, WrittenEndpoint } from './rewrite';

/** What became of one registration. */
export interface RouteReport {
  readonly status: 'moved' | 'moved-with-note' | 'left';
  readonly method: string;
  /** In Express's notation, every path it has. */
  readonly urls: readonly string[];
  /** Where it is written: `src/users.js:12`. */
  readonly from: string;
  /** Files it has become. */
  readonly files: readonly string[];
  /** A word for programs, when it was left. */
  readonly code: string | undefined;
  /** Why it was left, or what to know about a move. */
  readonly notes: readonly string[];
  /** Where the obstacle is. */
  readonly at: string | undefined;
}

export interface MigrationReport {
  readonly entry: string;
  readonly out: string;
  readonly express: string;
  /** Where the files are mounted. */
  readonly mount: string | undefined;
  readonly counts: { readonly moved: number; readonly movedWithNote: number; readonly left: number };
  readonly routes: readonly RouteReport[];
  /** What holds for the whole app. */
  readonly notes: readonly string[];
  readonly files: readonly { readonly file: string; readonly change: 'created' | 'changed' | 'removed' }[];
}

/** Says of every hand-written route what became of it. */
export function createReport(rewrite: Rewrite, changes: readonly FileChange[], root: string): MigrationReport {
  const { context } = rewrite.plan.attempt;
  const { app, options } = context;
  const show = (file: string): string => path.relative(root, file).split(path.sep).join('/') || '.';
  const registrations = [...new Set(rewrite.plan.attempt.routes.map(({ registration }) => registration))];
  const routes = registrations.map((registration) => reportRoute(registration, rewrite, show));
  const count = (status: RouteReport['status']): number => routes.filter((route) => route.status === status).length;
  const anchor = rewrite.plan.anchor?.statement;
  return {
    entry: show(app.entry),
    out: show(options.out),
    express: app.express[0]?.version ?? 'unknown',
    mount: anchor && `${show(anchor.getSourceFile().fileName)}:${lineOf(anchor)}`,
    counts: { moved: count('moved'), movedWithNote: count('moved-with-note'), left: count('left') },
    routes,
    notes: routes.some(({ status }) => status !== 'left') ? appNotes(rewrite) : [],
    files: changes.map(({ file, before, after }) => ({
      file: show(file),
      change: before === undefined ? 'created' : after === undefined ? 'removed' : 'changed',
    })),
  };
}

function lineOf(node: {
  getStart(): number;
  getSourceFile(): { getLineAndCharacterOfPosition(at: number): { line: number } };
}): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

function reportRoute(registration: Registration, rewrite: Rewrite, show: (file: string) => string): RouteReport {
  const { attempt } = rewrite.plan;
  const { site, methods, fullPaths, paths } = registration;
  const reason = attempt.blocked.get(registration);
  const showPlace = (place: Place | undefined): string | undefined => place && `${show(place.file)}:${place.line}`;
  const own = rewrite.endpoints.filter(({ entries }) => entries.some(({ item }) => item.registration === registration));
  const notes = reason ? [reason.text] : routeNotes(registration, own, rewrite);
  return {
    status: reason ? 'left' : notes.length > 0 ? 'moved-with-note' : 'moved',
    method: methods.map((method) => (method === '*' ? 'ALL' : method)).join(' '),
    urls: fullPaths.length > 0 ? fullPaths : paths.map((text) => joinPath('', text)),
    from: showPlace(site) ?? 'a package',
    files: own.map(({ file }) => show(file)),
    code: reason?.code,
    notes,
    at: reason && samePlace(reason.at, site) ? undefined : showPlace(reason?.at),
  };
}

function samePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a?.file === b?.file && a?.line === b?.line;
}

/** What a person should know about a route that moved. */
function routeNotes(registration: Registration, endpoints: readonly WrittenEndpoint[], { plan }: Rewrite): string[] {
  const notes = new Set<string>();
  for (const { entries, segments, chains } of endpoints) {
    const steps = registration.methods.flatMap(
      (method) => chains.get(method === '*' ? 'all' : method.toLowerCase()) ?? [],
    );
    if (segments.some((segment) => segment.length > 1 && segment.filter(({ type }) => type === 'param').length > 1)) {
      notes.add('where a value holds the text between its parameters, Express and a file may split it differently');
    }
    for (const step of steps) {
      if (step.type === 'alias' && !step.isJoined)
        notes.add(`the file names a parameter "${step.from}"; "${step.to}" is set from it`);
      if (step.type === 'alias' && step.isJoined)
        notes.add('the wildcard no longer matches the bare folder with a slash behind it');
    }
    const own = entries.find(({ item }) => item.registration === registration)!;
    for (const carried of plan.attempt.carriedBefore(own.item, own.path)) {
      if (carried.mounts.length > 0 || !isApps(carried.registration, own.item.mounts)) continue;
      notes.add(
        `${carried.function?.name || 'middleware'} of the app comes after the files now and is in the chain of the file`,
      );
    }
  }
  return [...notes];
}

/** Whether middleware stands on the app itself, and not in the call that mounts the route's router. */
function isApps(registration: Registration, mounts: readonly Registration[]): boolean {
  return !mounts.includes(registration);
}

/** What differs for all files. */
function appNotes({ plan, folders }: Rewrite): string[] {
  const { context } = plan.attempt;
  const { receivers, root } = context.app;
  const notes: string[] = [];
  if (!receivers[root]!.caseSensitive) {
    notes.push('Express matches paths without regard to case; a file matches its name as it is written.');
  }
  notes.push(
    'OPTIONS without a handler: Express lists the methods of its routes; those of files are not among them. HEAD and 404 for other methods are as before.',
  );
  if (context.major < 5)
    notes.push('Express 4 ignores rejected promises of handlers; those of a file reach the error handlers.');
  for (const { folder } of folders) {
    const url = toPattern('', [
      ...context.base,
      ...folder
        .split('/')
        .filter(Boolean)
        .map((text) => [{ type: 'text' as const, text }]),
    ]);
    notes.push(
      `The middleware of ${folder === '' ? 'all files' : folder} runs where a file matches; other URLs below ${url} no longer pass it.`,
    );
  }
  return notes;
}
