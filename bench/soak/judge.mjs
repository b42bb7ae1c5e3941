const maxHeapGrowth = 0.05;
/** From the first quarter of the time to the last: when the process is idle, RSS says what the allocator keeps. */
const maxRssGrowth = 0.2;
/** Two minutes; before that RSS is still on its way to what the load needs. */
const minRssSamples = 240;

/** What the soak promises of a server; an empty list when all of it was kept. */
export function judge({ start, end, broken }) {
  const faults = [];
  const expectNone = (what, found) => {
    const text =
      typeof found === 'object'
        ? Object.entries(found)
            .map(([name, n]) => `${name} (${n})`)
            .join('\n')
        : found;
    if (text) faults.push(`${what}: ${text}`);
  };
  expectNone('lost', broken.lost);
  expectNone('mixed up', broken['mixed-up']);
  expectNone('another answer than promised', broken.wrong);
  expectNone('uncaught', end.uncaught);
  expectNone('requests and answers still in memory', end.objectsAlive);
  expectNone('streams still open', end.streamsOpen);
  expectNone('handles left', end.handlesLeft.join(', '));
  expectNone('listeners left', end.listenersLeft.join(', '));
  const { written, loaded } = end.reloads;
  // What is written again before it was loaded is loaded once.
  if (loaded < written / 2) faults.push(`reloads: ${loaded} of ${written}`);
  const heapGrowth = growth(start.objects, end.objects);
  if (heapGrowth > maxHeapGrowth) faults.push(`heap: grown by ${percent(heapGrowth)}`);
  const { first, last } = rssByQuarter(end);
  const rssGrowth = growth(first, last);
  if (end.rssUnderLoad.length >= minRssSamples && rssGrowth > maxRssGrowth)
    faults.push(`RSS: grown by ${percent(rssGrowth)}`);
  return faults;
}

/** The most in the first and in the last quarter of the time under load. */
export function rssByQuarter({ rss, rssUnderLoad }) {
  const size = Math.ceil(rssUnderLoad.length / 4);
  const most = (samples) => (samples.length > 0 ? Math.max(...samples) : rss);
  return { first: most(rssUnderLoad.slice(0, size)), last: most(rssUnderLoad.slice(-size)) };
}

export function growth(before, after) {
  return (after - before) / before;
}

export function percent(share) {
  return `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;
}
