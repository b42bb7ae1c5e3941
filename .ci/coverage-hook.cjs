// Loaded into every process of a coverage run: keeps in a file what an instrumented package has counted there.
const { renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const intervalMs = 250;
const { COVERAGE_FOLDER: folder } = process.env;

if (folder) {
  const file = path.join(folder, `${process.pid}-${Date.now()}.json`);
  process.on('exit', () => save(file));
  // Some processes are killed, many of them as soon as they have answered.
  setInterval(() => save(file), intervalMs).unref();
  const { send } = process;
  if (send) {
    process.send = function sendCounted(...args) {
      save(file);
      return send.apply(this, args);
    };
  }
}

/** Only counts: what they count is known where the package was instrumented. */
function save(file) {
  const counted = Object.entries(globalThis.__coverage__ ?? {});
  if (counted.length === 0) return;
  const counts = Object.fromEntries(counted.map(([source, { s, f, b }]) => [source, { s, f, b }]));
  try {
    // Never half a file under its name, whenever the process ends.
    writeFileSync(`${file}.part`, JSON.stringify(counts));
    renameSync(`${file}.part`, file);
  } catch {
    // Tests start processes that may not write, or not this much; what they see must stay the same.
  }
}
