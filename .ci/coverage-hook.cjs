// Loaded into every process of a coverage run: writes what an instrumented package has counted there.
const { writeFileSync } = require('node:fs');
const path = require('node:path');

process.on('exit', () => {
  const counts = globalThis.__coverage__;
  const folder = process.env.COVERAGE_FOLDER;
  if (counts && folder) writeFileSync(path.join(folder, `${process.pid}-${Date.now()}.json`), JSON.stringify(counts));
});
