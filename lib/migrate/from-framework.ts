import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { changeTo, type FileChange } from './apply-changes';
import { PathAliases } from './framework-aliases';
import { checkFile, type CheckedFile, type CopyTarget, type Finding } from './framework-file';
import { checkOutside } from './framework-outside';
import { findFrameworkProject, findPackage, type Framework } from './framework-project';
import { findSettings, isPrerenderedByDefault, type SettingFinding } from './framework-settings';
import { loadCompiler, type Syntax } from './sources';
import { applyEdits } from './text-edits';

/** What becomes of one endpoint file. */
export interface FrameworkFileReport {
  /** Below the folder of endpoints. */
  readonly path: string;
  readonly status: 'ready' | 'ready-with-note' | 'needs-a-hand';
  /** Whether the new file is there already, word for word. */
  readonly isCopied: boolean;
  readonly findings: readonly Finding[];
}

export interface FrameworkReport {
  readonly framework: Framework;
  readonly from: string;
  readonly out: string;
  readonly files: readonly FrameworkFileReport[];
  /** What is no endpoint and is imported by one, copied along. */
  readonly carried: readonly string[];
  readonly settings: readonly SettingFinding[];
}

export interface FrameworkCopy {
  readonly report: FrameworkReport;
  /** Only files that are not there yet. */
  readonly changes: readonly FileChange[];
}

/**
 * Plans the copying of Next's or Astro's endpoint files into a directory of route files. Changes nothing.
 *
 * @param directory The project, or its folder of endpoints.
 * @param out The directory of route files.
 * @throws TypeError when there are no such files, or `out` would give them other URLs.
 */
export function planFrameworkCopy(framework: Framework, directory: string, out: string): FrameworkCopy {
  const { ts: syntax } = loadCompiler();
  const project = findFrameworkProject(framework, directory);
  if (project.files.length === 0) throw new TypeError(`${directory} has no endpoint files of ${framework}.`);
  const target: CopyTarget = { project, aliases: new PathAliases(syntax, project.root), out: path.resolve(out) };
  checkPrefix(target);
  const isStatic = isPrerenderedByDefault(syntax, project);
  const texts = new Map<string, string>();
  const carried = new Set<string>();
  const endpoints = new Set(project.files.map((file) => file.path));
  const files = project.files.map(({ path: below, problem }) => {
    if (problem !== undefined)
      return toReport(target, below, [{ level: 'hand', file: below, line: 1, text: problem }], undefined);
    const group = checkGroup(syntax, target, below);
    const findings = [...group.findings, ...noteStatic(isStatic, below, group.texts.get(below)!)];
    const report = toReport(target, below, findings, group.texts);
    if (report.status !== 'needs-a-hand') {
      for (const [name, text] of group.texts) {
        texts.set(name, text);
        if (!endpoints.has(name)) carried.add(name);
      }
    }
    return report;
  });
  const changes = [...texts]
    .map(([name, text]) => changeTo(path.join(target.out, name), text))
    .filter(({ before }) => before === undefined);
  return {
    report: {
      framework,
      from: project.pages,
      out: target.out,
      files,
      carried: [...carried].sort(),
      settings: [...findSettings(syntax, project), ...findOtherPackage(target)],
    },
    changes,
  };
}

/** An endpoint with the files beside it that it imports. */
function checkGroup(
  syntax: Syntax,
  target: CopyTarget,
  below: string,
): { findings: Finding[]; texts: Map<string, string> } {
  const findings: Finding[] = [];
  const texts = new Map<string, string>();
  const queue = [below];
  const outside = new Set<string>();
  for (const name of queue) {
    const checked = name.endsWith('.json') ? readPlain(target, name) : checkFile(syntax, target, name);
    texts.set(name, applyEdits(checked.text, checked.edits));
    findings.push(...checked.findings);
    for (const other of checked.carried) if (!queue.includes(other)) queue.push(other);
    for (const file of checked.outside) outside.add(file);
  }
  findings.push(...checkOutside(syntax, target, [...outside]));
  return { findings, texts };
}

function readPlain({ project }: CopyTarget, name: string): CheckedFile {
  return {
    text: readFileSync(path.join(project.pages, name), 'utf8'),
    findings: [],
    edits: [],
    carried: [],
    outside: [],
  };
}

function noteStatic(isStatic: boolean, file: string, text: string): Finding[] {
  if (!isStatic || /export\s+const\s+prerender\b/.test(text)) return [];
  return [
    {
      level: 'note',
      file,
      line: 1,
      text: 'Astro builds it ahead of time; here it answers live unless it exports prerender = true',
    },
  ];
}

function toReport(
  { out }: CopyTarget,
  below: string,
  found: readonly Finding[],
  texts: ReadonlyMap<string, string> | undefined,
): FrameworkFileReport {
  const findings = [...found];
  for (const [name, text] of texts ?? []) {
    const file = path.join(out, name);
    if (existsSync(file) && readFileSync(file, 'utf8') !== text) {
      findings.push({ level: 'hand', file: name, line: 1, text: `${name} is there already, with other text` });
    }
  }
  const isHand = findings.some(({ level }) => level === 'hand');
  return {
    path: below,
    status: isHand ? 'needs-a-hand' : findings.length > 0 ? 'ready-with-note' : 'ready',
    isCopied: !isHand && existsSync(path.join(out, below)),
    findings,
  };
}

/** The last folder decides the URL prefix: the same one must be implied in both places. */
function checkPrefix({ project, out }: CopyTarget): void {
  const [from, to] = [project.pages, out].map((folder) => path.basename(folder) === 'api');
  if (from === to) return;
  const wanted = from ? 'a folder named "api", such as pages/api' : 'a folder that is not named "api", such as pages';
  throw new TypeError(`--out must be ${wanted}: the URLs of ${project.pages} would change.`);
}

/** Imports that lead back to the old project, and packages that the new one does not have. */
function findOtherPackage({ project, out }: CopyTarget): SettingFinding[] {
  const root = findPackage(path.dirname(out));
  if (root === project.root || !existsSync(path.join(root, 'package.json'))) return [];
  const names = (folder: string): string[] => {
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, object>;
    return Object.keys({ ...manifest.dependencies });
  };
  if (!existsSync(path.join(project.root, 'package.json'))) return [];
  const present = names(root);
  const missing = names(project.root).filter((name) => !present.includes(name) && !isOfFramework(name));
  const text = `${path.join(path.relative(project.root, root), 'package.json')} is another package: modules outside the endpoints stay in the old project`;
  const advice = missing.length > 0 ? `; it lacks ${missing.join(', ')}` : '';
  return [{ file: 'package.json', line: 1, text: text + advice }];
}

const isOfFramework = (name: string): boolean => /^(next|react|react-dom|astro)$|^@astrojs\//.test(name);
