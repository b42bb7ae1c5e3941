import path from 'node:path';
import type { FileChange } from './apply-changes';
import { PlanContext } from './plan-context';
import { planMigration } from './plan-migration';
import type { RecordedApp } from './recorded-app';
import { createReport, type MigrationReport } from './report';
import { rewriteApp } from './rewrite-app';
import { type Compiler, Sources } from './sources';

export interface MigrateOptions {
  /** Directory of route files. */
  readonly out: string;
  readonly basePath?: string | undefined;
  /** Leaves the old registrations behind a switch. @default false */
  readonly keep?: boolean | undefined;
  /** Paths in the report are relative to it. */
  readonly root: string;
}

export interface Migration {
  readonly report: MigrationReport;
  readonly changes: readonly FileChange[];
}

/** Works out how the routes of a recorded app become files. Nothing is written. */
export function planAppMigration(app: RecordedApp, compiler: Compiler, options: MigrateOptions): Migration {
  const sources = new Sources(compiler, filesOf(app));
  const context = new PlanContext(app, sources, {
    out: path.resolve(options.root, options.out),
    basePath: options.basePath,
  });
  const plan = planMigration(context);
  const { rewrite, changes } = rewriteApp(plan, { keep: options.keep ?? false, root: options.root });
  return { report: createReport(rewrite, changes, options.root), changes };
}

/** Files of the project in which something is registered or defined. */
function filesOf({ registrations, functions }: RecordedApp): Set<string> {
  const places = [...registrations.flatMap(({ stack }) => stack), ...functions.flatMap(({ place }) => place ?? [])];
  return new Set(places.map(({ file }) => file).filter((file) => !file.includes('/node_modules/')));
}
