import { median } from './median.mjs';
import { servers } from './servers.mjs';

/** What the chart shows of the table: the request with a parameter, on Express 5. */
const shown = [
  'raw',
  'fastify',
  'hono',
  'h3',
  'next-alone',
  'fast-alone',
  'astro-alone',
  'express5-born',
  'next-born5',
  'fast-born5',
  'astro-born5',
  'express5',
  'next-listen5',
  'fast-listen5',
  'astro-listen5',
  'express-file-routing',
  'express5-500',
  'next-listen5-500',
  'next-start',
  'astro-node',
];
const kind = 'parameter';
const [width, labelWidth, barHeight, gap] = [900, 400, 14, 8];
const colours = { ours: '#2563eb', express: '#9a6a2f', other: '#8a8f98' };

/** Bars of CPU per request as a multiple of raw `node:http` in the same run, a panel for each Node line. */
export function drawChart(runs) {
  let y = 62;
  const panels = runs.map((run) => {
    const panel = drawPanel(run, y);
    y += panel.height + 26;
    return panel.text;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" font-family="system-ui, sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="16" y="26" font-size="16" font-weight="600">CPU per request, GET with one parameter: multiples of raw node:http (shorter is better)</text>
${legend(44)}
${panels.join('\n')}
</svg>
`;
}

function drawPanel({ node, figures }, top) {
  const names = shown.filter((name) => name in figures);
  const raw = median(figures.raw[kind]);
  const ratios = names.map((name) => median(figures[name][kind]) / raw);
  const scale = (width - labelWidth - 120) / Math.max(...ratios);
  const bars = names.map((name, i) => {
    const y = top + 28 + i * (barHeight + gap);
    const length = Math.max(ratios[i] * scale, 1).toFixed(1);
    const label = servers[name].title.replaceAll('`', '');
    const figure = `${ratios[i].toFixed(2)} x, ${(ratios[i] * raw).toFixed(0)} us`;
    return `<text x="${labelWidth - 10}" y="${y + 11}" text-anchor="end">${label}</text>
<rect x="${labelWidth}" y="${y}" width="${length}" height="${barHeight}" rx="2" fill="${colours[groupOf(name)]}"/>
<text x="${labelWidth + Number(length) + 6}" y="${y + 11}" fill="#444">${figure}</text>`;
  });
  const title = `<text x="16" y="${top + 14}" font-size="14" font-weight="600">Node ${node}</text>`;
  return { text: [title, ...bars].join('\n'), height: 28 + names.length * (barHeight + gap) };
}

function groupOf(name) {
  if (servers[name].module === 'ours') return 'ours';
  return servers[name].module === 'express' ? 'express' : 'other';
}

function legend(y) {
  const texts = { ours: 'express-pages-api', express: 'hand-written Express', other: 'others' };
  return Object.entries(texts)
    .map(
      ([group, text], i) =>
        `<rect x="${16 + i * 180}" y="${y - 9}" width="10" height="10" fill="${colours[group]}"/><text x="${32 + i * 180}" y="${y}">${text}</text>`,
    )
    .join('\n');
}
