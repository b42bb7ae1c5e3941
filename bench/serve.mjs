import { servers } from './servers.mjs';

// One server in a process of its own: says its port, and its CPU time whenever it is asked.
const { module, ...options } = servers[process.argv[2]];
const { start } = await import(`./servers/${module}.mjs`);
const server = await start(options);
if (server && !server.listening) await new Promise((resolve) => server.once('listening', resolve));
process.send({ port: server ? server.address().port : Number(process.env.PORT) });

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system });
});
process.on('disconnect', () => process.exit());
