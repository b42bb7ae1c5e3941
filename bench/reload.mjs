/**
 * How soon a change is live, for each kind of module and of change, and whether a thousand reloads
 * leak or lose a request: node bench/reload.mjs [--changes 60] [--reloads 1000] [--only typescript]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: {
    changes: { type: 'string', default: '60' },
    reloads: { type: 'string', default: '1000' },
    only: { type: 'string' },
    node: { type: 'string', default: process.execPath },
  },
});

const kinds = {
  commonjs: {
    extension: 'cjs',
    importing: (names) => names.map((name) => `const { ${name} } = require('./lib/_${name}.cjs');`).join('\n'),
    exporting: (name, value) => `exports.${name} = ${value};`,
  },
  module: {
    extension: 'mjs',
    importing: (names) => names.map((name) => `import { ${name} } from './lib/_${name}.mjs';`).join('\n'),
    exporting: (name, value) => `export const ${name} = ${value};`,
  },
  typescript: {
    extension: 'ts',
    importing: (names) => names.map((name) => `import { ${name} } from './lib/_${name}';`).join('\n'),
    exporting: (name, value) => `export const ${name} = ${value};`,
  },
};

const agent = new http.Agent({ keepAlive: true });

for (const [kind, syntax] of Object.entries(kinds)) {
  if (flags.only === undefined || flags.only === kind) await measure(kind, syntax);
}

async function measure(kind, { extension, importing, exporting }) {
  const directory = path.join(mkdtempSync(path.join(tmpdir(), 'reload-')), 'api');
  const write = (name, text) => {
    const file = path.join(directory, `${name}.${extension}`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const writePart = (name, value) => write(`lib/_${name}`, exporting(name, `'${value}'`));
  const writeEndpoint = (version, name = 'page', rest = '') =>
    write(
      name,
      `${importing(['a', 'b', 'c'])}\n${exporting('GET', `() => new Response(['${version}', a, b, c].join())`)}\n${rest}`,
    );
  const writeLarge = (version) => writeEndpoint(version, 'large', ballast(exporting));
  const writeMiddleware = (version) =>
    write(
      '_middleware',
      exporting(
        'onRequest',
        `async (context, next) => { context.res.setHeader('x-version', '${version}'); return next(); }`,
      ),
    );
  for (const name of 'abc') writePart(name, 0);
  writeEndpoint(0);
  writeLarge(0);
  writeMiddleware(0);

  const server = await serve(directory);
  const ask = (url) => get(server.port, url);
  const changes = {
    endpoint: {
      make: writeEndpoint,
      isLive: async (version) => (await ask('/api/page')).text.startsWith(`${version},`),
    },
    'endpoint of 20 KB': {
      make: writeLarge,
      isLive: async (version) => (await ask('/api/large')).text.startsWith(`${version},`),
    },
    import: {
      make: (version) => writePart('b', version),
      isLive: async (version) => (await ask('/api/page')).text.includes(`,${version},`),
    },
    middleware: {
      make: writeMiddleware,
      isLive: async (version) => (await ask('/api/page')).version === String(version),
    },
    added: {
      make: (i) => write(`new-${i}`, exporting('GET', '() => new Response()')),
      isLive: async (i) => (await ask(`/api/new-${i}`)).status === 200,
    },
    removed: {
      make: (i) => rmSync(path.join(directory, `new-${i}.${extension}`)),
      isLive: async (i) => (await ask(`/api/new-${i}`)).status === 404,
    },
  };
  for (const [change, { make, isLive }] of Object.entries(changes)) {
    const times = [];
    for (let i = 1; i <= Number(flags.changes); i++) {
      const start = performance.now();
      make(i);
      while (!(await isLive(i))) await new Promise((resolve) => setTimeout(resolve, 2));
      times.push(performance.now() - start);
      // Not in step with anything: a person does not save in time with a timer.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
    }
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.ceil(times.length * share) - 1].toFixed(0);
    console.log(`| ${kind} | ${change} | ${at(0.5)} ms | ${at(0.95)} ms | ${at(1)} ms |`);
  }
  await measureLeak(kind, server, writeLarge);
  server.child.disconnect();
  rmSync(path.dirname(directory), { recursive: true });
}

/** Each reload is seen in an answer before the next one is asked for. */
async function measureLeak(kind, server, write) {
  const counts = { answered: 0, failed: 0 };
  let isOver = false;
  const clients = Array.from({ length: 10 }, async () => {
    while (!isOver) {
      const { status } = await get(server.port, '/api/large').catch(() => ({ status: 0 }));
      if (status === 200) counts.answered++;
      else counts.failed++;
    }
  });
  const reload = async (version) => {
    write(version);
    while (!(await get(server.port, '/api/large')).text.startsWith(`${version},`)) await new Promise(setImmediate);
  };
  for (let i = 0; i < 50; i++) await reload(`warm-${i}`);
  const before = await server.heap();
  for (let i = 0; i < Number(flags.reloads); i++) await reload(`v${i}`);
  isOver = true;
  await Promise.all(clients);
  const growth = ((await server.heap()) - before) / 1e6;
  console.log(
    `| ${kind} | ${flags.reloads} reloads | ${counts.answered} answered | ${counts.failed} failed | heap ${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MB |`,
  );
}

/** Functions of 20 KB altogether. */
function ballast(exporting) {
  const body =
    '(value) => { const parts = [value, String(value).length]; return parts.map((part) => `${part}!`).join(); }';
  const lines = Array.from({ length: 150 }, (_, i) => exporting(`helper${i}`, body));
  return `${lines.join('\n')}\n`;
}

async function serve(directory) {
  const child = fork(new URL('serve-reload.cjs', import.meta.url), [directory], {
    execPath: flags.node,
    execArgv: ['--expose-gc'],
  });
  const [{ port }] = await once(child, 'message');
  const heap = async () => {
    child.send('heap');
    return (await once(child, 'message'))[0].heap;
  };
  return { child, port, heap };
}

function get(port, url) {
  return new Promise((resolve, reject) => {
    http
      .get({ port, host: '127.0.0.1', path: url, agent }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk) => (text += chunk));
        res
          .on('end', () => resolve({ status: res.statusCode, text, version: res.headers['x-version'] }))
          .on('error', reject);
      })
      .on('error', reject);
  });
}
