const {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { reloads } = require('./request-store.cjs');

const reloadEveryMs = 1000;
const countLoad = `\nglobalThis[Symbol.for('express-pages-api.soak')].reloads.loaded++;\n`;

/** A copy of the route files, one of which is written anew every second, as an editor would, until it is told to stop. */
exports.rewritePages = function rewritePages() {
  const root = mkdtempSync(path.join(tmpdir(), 'soak-'));
  const folder = path.join(root, 'bench/soak');
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(__dirname, 'pages'), path.join(folder, 'pages'), { recursive: true });
  symlinkSync(path.join(__dirname, 'request-store.cjs'), path.join(folder, 'request-store.cjs'));
  symlinkSync(path.join(__dirname, '../../dist'), path.join(root, 'dist'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));

  const directory = path.join(folder, 'pages/api');
  const files = readdirSync(directory, { recursive: true }).filter((name) => name.endsWith('.js'));
  const texts = files.map((name) => readFileSync(path.join(directory, name), 'utf8'));
  let timer;
  const rewrite = () => {
    const i = reloads.written++ % files.length;
    writeFileSync(path.join(directory, files[i]), `${texts[i]}${countLoad}// ${reloads.written}\n`);
  };
  return {
    directory,
    start: () => (timer = setInterval(rewrite, reloadEveryMs).unref()),
    stop: () => clearInterval(timer),
  };
};
