import os from 'node:os';
import { growth, percent, rssByQuarter } from './judge.mjs';

const titles = {
  express5: 'Express 5',
  express4: 'Express 4',
  born: 'Express 5 under `createServer`',
  alone: 'bare `node:http`',
  watched: 'Express 5 with `watch`',
};

/** Where and when; the first line of every report. */
export function describeMachine() {
  const [cpu] = os.cpus();
  return `Node ${process.versions.node}, ${cpu.model}, ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(1)}, ${new Date().toISOString().slice(0, 16)}Z`;
}

/** What happened, as a table in Markdown with a column for each server. */
export function formatReport(results) {
  const ms = (value) => `${value.toFixed(1)} ms`;
  const mb = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  const rows = [
    ['requests', ({ count }) => count],
    ['reloads', ({ end }) => end.reloads.loaded],
    ['lost', ({ broken }) => broken.lost],
    ['mixed up', ({ broken }) => broken['mixed-up']],
    ['another answer than promised', ({ broken }) => broken.wrong],
    ['heap at start, compiled code included', ({ start }) => mb(start.heap)],
    [
      'heap at end, compiled code included',
      ({ start, end }) => `${mb(end.heap)} (${percent(growth(start.heap, end.heap))})`,
    ],
    ['objects at start', ({ start }) => mb(start.objects)],
    ['objects at end', ({ start, end }) => `${mb(end.objects)} (${percent(growth(start.objects, end.objects))})`],
    ['RSS at start', ({ start }) => mb(start.rss)],
    ['RSS at end', ({ end }) => mb(end.rss)],
    ['most RSS, first quarter', ({ end }) => mb(rssByQuarter(end).first)],
    ['most RSS, last quarter', ({ end }) => `${mb(rssByQuarter(end).last)} (${percent(rssGrowth(end))})`],
    ['requests and answers in memory', ({ end }) => end.objectsAlive],
    ['open streams', ({ end }) => end.streamsOpen],
    ['handles left', ({ end }) => end.handlesLeft.join(', ') || 0],
    ['listeners left', ({ end }) => end.listenersLeft.join(', ') || 0],
    ['uncaught, unhandled, warned of', ({ end }) => Object.keys(end.uncaught).length],
    ['latency, median', ({ latency }) => ms(latency.p50)],
    ['latency, 99th percentile', ({ latency }) => ms(latency.p99)],
    ['event-loop delay, median', ({ end }) => ms(end.loopDelay.p50)],
    ['event-loop delay, 99th percentile', ({ end }) => ms(end.loopDelay.p99)],
    ['event-loop delay, most', ({ end }) => ms(end.loopDelay.max)],
    ['CPU time of a request', (result) => `${cpuPerRequest(result).toFixed(0)} us`],
  ];
  const lines = rows.map(([title, read]) => [title, ...results.map(read)]);
  const head = ['', ...results.map(({ serving }) => titles[serving])];
  return `${formatTable(head, lines)}\n\n${formatOutcomes(results)}`;
}

/** How often each thing happened, and each error that the app was told of. */
function formatOutcomes(results) {
  const count = (maps) => {
    const names = [...new Set(maps.flatMap(Object.keys))].sort();
    return names.map((name) => [name, ...maps.map((map) => map[name] ?? 0)]);
  };
  const head = (title) => [title, ...results.map(({ serving }) => titles[serving])];
  return [
    formatTable(head('what clients did'), count(results.map(({ outcomes }) => outcomes))),
    formatTable(head('errors the app was told of'), count(results.map(({ end }) => end.errors))),
  ].join('\n\n');
}

function formatTable(head, lines) {
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rssGrowth(end) {
  const { first, last } = rssByQuarter(end);
  return growth(first, last);
}

function cpuPerRequest({ start, end, count }) {
  return (end.cpu.user + end.cpu.system - start.cpu.user - start.cpu.system) / count;
}
