import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiRoutes } from '../../lib';

// Asks for each path in a process where nobody else catches what Express's own error handler throws.
const [version, directory, ...names] = process.argv.slice(2);
const uncaught: string[] = [];
process.on('uncaughtException', (error) => uncaught.push(String(error)));
process.on('unhandledRejection', (error) => uncaught.push(String(error)));

const app = (require(version!) as () => any)().use(apiRoutes(directory!));
const server = app.listen(0, '127.0.0.1', () => void run());

/** The status; 0 when nobody has answered. */
function ask(name: string): Promise<number> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    const request = http.get({ port, path: `/api/${name}`, agent: false, timeout: 1000 }, (response) => {
      response.resume().on('close', () => resolve(response.statusCode!));
    });
    request.on('timeout', () => request.destroy()).on('error', () => resolve(0));
  });
}

async function run(): Promise<void> {
  const answers: Record<string, number> = {};
  for (const name of names) answers[name] = await ask(name);
  process.stdout.write(JSON.stringify({ answers, uncaught }), () => process.exit());
}
