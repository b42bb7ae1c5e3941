import type { AddressInfo } from 'node:net';
import { apiRoutes } from '../../lib';

// Asks for each path twice in a process where nobody else catches what a late write throws.
const [version, directory, ...names] = process.argv.slice(2);
const uncaught: string[] = [];
process.on('uncaughtException', (error) => uncaught.push(String(error)));
process.on('unhandledRejection', (error) => uncaught.push(String(error)));

const quiet = { warn: () => {}, error: () => {} };
const app = (require(version!) as () => any)().use(apiRoutes(directory!, { logger: quiet }));
const server = app.listen(0, '127.0.0.1', () => void run());

async function run(): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const answers: string[] = [];
  for (const name of names) {
    const response = await fetch(`http://127.0.0.1:${port}/api/${name}`);
    answers.push(`${name} ${response.status} ${await response.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  process.stdout.write(JSON.stringify({ answers, uncaught }), () => process.exit());
}
