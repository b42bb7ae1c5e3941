import { median } from './median.mjs';
import { servers } from './servers.mjs';

/** What a server should take at most of another in the same run, by Node line. */
const aims = [
  ['next-listen5', 'express5', { 20: 1, 24: 1.1 }],
  ['astro-listen5', 'express5', { 20: 1.3, 24: 1.5 }],
  ['fast-listen5', 'express5', { 20: 1, 24: 1.15 }],
  ['next-listen5-500', 'express5-500', { 20: 0.6 }],
  ['express5-born', 'express5', { 20: 0.36, 22: 0.36, 24: 1.03 }],
  ['next-born5', 'express5', { 20: 0.36, 22: 0.36 }],
  ['astro-born5', 'express5', { 20: 0.36, 22: 0.36 }],
  ['fast-born5', 'express5', { 20: 0.36, 22: 0.36 }],
  ['next-born5', 'next-listen5', { 24: 1.03 }],
  ['astro-born5', 'astro-listen5', { 24: 1.03 }],
  ['fast-born5', 'fast-listen5', { 24: 1.03 }],
  ['next-alone', 'raw', { 20: 1.25 }],
  ['astro-alone', 'raw', { 20: 2.4 }],
  ['fast-alone', 'raw', { 20: 1.3 }],
  ['fast-alone', 'hono', { 20: 1 }],
  ['fast-alone', 'h3', { 20: 1 }],
  ['next-alone', 'next-start', { 22: 1 / 6 }],
  ['astro-alone', 'astro-node', { 22: 1 / 5 }],
  ['next-alone-10000', 'next-alone-10', { 20: 1.1, 22: 1.1, 24: 1.1 }],
];

/** The aims of this Node line whose servers were measured, with the ratio of each request. */
export function compareToAims(nodeVersion, figures) {
  const major = nodeVersion.split('.')[0];
  return aims
    .filter(([name, other, most]) => name in figures && other in figures && major in most)
    .map(([name, other, most]) => {
      const ratios = Object.keys(figures[name]).map(
        (kind) => median(figures[name][kind]) / median(figures[other][kind]),
      );
      return { title: `${servers[name].title} / ${servers[other].title}`, most: most[major], ratios };
    });
}

/** Says which aims were missed, and lets the command fail for them. */
export function failForMissed(comparisons) {
  for (const { title, most, ratios } of comparisons) {
    if (ratios.every((ratio) => ratio <= most)) continue;
    console.error(
      `Missed: ${title} is ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}, the aim ${most.toFixed(2)}`,
    );
    process.exitCode = 1;
  }
}
