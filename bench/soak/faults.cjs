/** Defects of a server, one for each promise of the soak: a check that misses its own is no check. */
const faults = {
  heap: (req, res, kept) => kept.push({ text: Buffer.alloc(20_000, 'x').toString() }),
  object: (req, res, kept) => kept.push(req),
  handle: (req, res, kept) => kept.length || kept.push(setInterval(() => {}, 60_000)),
  listener: (req) => req.socket.on('drain', () => {}),
  'process listener': (req, res, kept) => kept.length || kept.push(process.on('exit', () => {})),
  rejection: (req, res, kept) => kept.length || kept.push(Promise.reject(new Error('planted'))),
  exception: (req, res, kept) => kept.length || kept.push(setImmediate(() => throwPlanted())),
  lost: (req, res, kept) => kept.push(undefined) % 20 || req.socket.destroy(),
  'mixed-up': (req, res, kept) => {
    if (kept.length < 2) kept.push(req.headers['x-request-id']);
    else req.headers['x-request-id'] = kept[0];
  },
};

/** Adds the defects of these names, with commas between them, to a server. */
exports.plant = function plant(names, server) {
  const planted = names.split(',').map((name) => ({ add: faults[name], kept: [] }));
  server.prependListener('request', (req, res) => {
    for (const { add, kept } of planted) add(req, res, kept);
  });
};

function throwPlanted() {
  throw new Error('planted');
}
