import type { AddressInfo } from 'node:net';
import type { RouteInfo } from 'express-pages-api';
import { createApp } from './app';
import { openDatabase } from './database';

async function start(): Promise<void> {
  const database = await openDatabase();
  const { app, api } = await createApp(database);
  const server = app.listen(Number(process.env['PORT'] ?? 3000));

  server.on('error', fail);
  server.on('listening', () => {
    const { port } = server.address() as AddressInfo;
    console.log(`\n${formatRoutes(api.routes)}\n`);
    console.log(`Data:     ${database.name}`);
    console.log(`Address:  http://localhost:${port}\n`);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close(() => void database.close().then(() => process.exit(0), fail));
      // An event stream ends only when somebody ends it.
      server.closeAllConnections();
    });
  }
}

function formatRoutes(routes: readonly RouteInfo[]): string {
  const rows = routes.map(({ pattern, methods, path, style }) => [methodsOf(methods), pattern, path, style]);
  const all = [['METHOD', 'URL', 'FILE', 'STYLE'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** HEAD and OPTIONS come by themselves. */
function methodsOf(methods: readonly string[]): string {
  if (methods.includes('*')) return 'any';
  return methods.filter((method) => method !== 'HEAD' && method !== 'OPTIONS').join(' ');
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

start().catch(fail);
