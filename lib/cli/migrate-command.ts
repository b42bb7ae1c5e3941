import path from 'node:path';
import type { Command } from 'commander';
import { applyChanges, changeTo, recoverChanges } from '../migrate/apply-changes';
import { assertCleanTree } from '../migrate/clean-tree';
import { planAppMigration } from '../migrate/migrate-app';
import { recordRoutes } from '../migrate/record-routes';
import { loadCompiler } from '../migrate/sources';
import { exitWithError, finish } from './exit';
import { formatDiff } from './format-diff';
import { formatMigration } from './format-migration';
import { terminalWidth } from './format-table';
import { migrateFrom } from './migrate-from';

interface MigrateFlags {
  out: string;
  apply?: boolean;
  force?: boolean;
  keep?: boolean;
  diff?: boolean;
  json?: boolean;
  basePath?: string;
  report: string;
  export?: string;
  import?: string[];
  from?: string;
}

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description("move an app's hand-written Express routes into files")
    .argument('<entry>', 'the module of the app, such as src/app.js; with --from, the project')
    .requiredOption('--out <dir>', 'directory of route files, such as pages/api')
    .option('--apply', 'write; without it nothing is written')
    .option('--force', 'write into a working tree with changes that are not committed')
    .option('--keep', 'keep the old registrations; PAGES_API=1 switches to the files')
    .option('--diff', 'print every change')
    .option('--json', 'print the report as JSON for programs')
    .option('--base-path <path>', 'URL prefix of the files, when it is not the one the directory implies')
    .option('--report <file>', 'where --apply writes the report', 'migration-report.json')
    .option('--export <name>', 'the export that is the app, or makes it')
    .option('--import <module...>', 'modules to import before the app, such as tsx')
    .option('--from <framework>', 'copy the endpoint files of a next or astro project instead')
    .addHelpText(
      'after',
      '\nExamples:\n  $ pages-api migrate src/app.js --out pages/api\n  $ pages-api migrate src/app.js --out pages/api --diff\n  $ pages-api migrate src/app.js --out pages/api --apply\n  $ pages-api migrate src/app.js --out pages/api --apply --keep\n  $ pages-api migrate ../shop --from next --out pages/api\n\nThe app is loaded in a process of its own, to see what it registers. What cannot\nbe moved safely stays where it is, with its reason in the report and in a comment\n("pages-api migrate: left because ..."). All files are written, or none.\n\nExit codes: 0 done, 1 not done and nothing written, 2 wrong usage',
    )
    .action(migrate);
}

async function migrate(entry: string, flags: MigrateFlags): Promise<void> {
  if (flags.from !== undefined) return migrateFrom(flags.from, entry, flags);
  const root = process.cwd();
  try {
    if (recoverChanges(root)) process.stderr.write('A run before this one was cut off; its changes were taken back.\n');
    const compiler = loadCompiler();
    if (flags.apply) assertCleanTree(root, flags.force ?? false);
    const app = await recordRoutes(entry, { exportName: flags.export, ...(flags.import && { imports: flags.import }) });
    const { report, changes } = planAppMigration(app, compiler, { ...flags, root });
    const isWritten = Boolean(flags.apply) && changes.length > 0;
    if (isWritten) {
      const text = `${JSON.stringify(report, null, 2)}\n`;
      applyChanges([...changes, changeTo(path.resolve(root, flags.report), text)], root);
    }
    if (flags.json) return finish(`${JSON.stringify(report, null, 2)}\n`);
    const diff = flags.diff ? `${formatDiff(changes, root)}\n` : '';
    finish(diff + formatMigration(report, { isWritten, width: terminalWidth(), report: flags.report }));
  } catch (error) {
    exitWithError(error);
  }
}
