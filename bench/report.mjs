import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compareToAims } from './aims.mjs';
import { drawChart } from './chart.mjs';
import { median } from './median.mjs';
import { requests } from './requests.mjs';
import { servers } from './servers.mjs';

const kinds = Object.keys(requests);
const titles = { static: 'GET static', parameter: 'GET parameter', post: 'POST JSON' };

/** Writes the tables and the chart of every run whose raw figures lie in the folder. */
export function writeReport(folder) {
  const runs = readdirSync(folder)
    .filter((name) => /^node-\d+\.json$/.test(name))
    .sort()
    .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
  const parts = runs.map((run) => [describe(run), table(run), aimTable(run)].join('\n\n'));
  const head =
    '# CPU per request\n\nWritten by `npm run bench`; what is measured, and how, is in [README.md](README.md).\n';
  writeFileSync(path.join(folder, 'results.md'), [head, ...parts].join('\n') + '\n');
  writeFileSync(path.join(folder, 'chart.svg'), drawChart(runs));
}

function describe({ date, node, cpu, cores, loadAverage, quiet, rounds, secondsPerRound }) {
  const when = `${date.slice(0, 16).replace('T', ' ')} UTC`;
  const load = `load average ${loadAverage} at the start`;
  const host = quiet
    ? ` Measured while raw took at most ${quiet.most} us for the static GET, before and after; measured again because it took more: ${quiet.dropped} times the turns of a group of servers.`
    : '';
  return `## Node ${node}\n\n${when}; ${cpu}, ${cores} cores, ${load}; ${rounds} rounds of ${secondsPerRound} s for each request. Microseconds of CPU per request, the median of the rounds; in brackets the ratio to raw.${host}`;
}

function table({ figures }) {
  const rows = Object.entries(figures).map(([name, byKind]) => [
    servers[name].title,
    ...kinds.map((kind) => {
      const value = median(byKind[kind]);
      return `${value.toFixed(1)} (${(value / median(figures.raw[kind])).toFixed(2)})`;
    }),
  ]);
  return toMarkdown(['server', ...kinds.map((kind) => titles[kind])], rows);
}

/** Each ratio beside its aim, those that miss it too. */
function aimTable({ node, figures }) {
  const rows = compareToAims(node, figures).map(({ title, most, ratios }) => [
    title,
    most.toFixed(2),
    ...ratios.map((ratio) => (ratio > most ? `**${ratio.toFixed(2)}**` : ratio.toFixed(2))),
  ]);
  const note = 'Ratios and what they should be at most; bold where they are more.';
  return `${note}\n\n${toMarkdown(['ratio', 'aim', ...kinds.map((kind) => titles[kind])], rows)}`;
}

function toMarkdown(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = line(head.map((_, i) => (i === 0 ? '---' : '---:')));
  return [line(head), rule, ...rows.map(line)].join('\n') + '\n';
}
