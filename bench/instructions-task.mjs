import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { requests } from './requests.mjs';
import { servers } from './servers.mjs';

// node bench/instructions-task.mjs <server> <request> <amount>: as many requests as given, one after the other on one connection in memory.
const [name, kind, amount] = process.argv.slice(2);
const { module, ...options } = servers[name];
/** Of each request before: code that has seen one kind alone is faster than any server's. */
const mixed = 5000;
const plan = [...Object.keys(requests).map((each) => [each, mixed]), [kind, Number(amount)]];

const { start } = await import(`./servers/${module}.mjs`);
const server = await start(options);
if (!server.listening) await once(server, 'listening');

let [request, left] = nextOfPlan();
let tail = '';
const connection = new Duplex({
  read() {},
  write(chunk, _encoding, done) {
    tail += chunk.latin1Slice();
    done();
    if (!tail.endsWith(request.answer)) return;
    if (!tail.startsWith('HTTP/1.1 200 ')) throw new Error(tail);
    tail = '';
    if (--left === 0) {
      if (plan.length === 0) process.exit();
      [request, left] = nextOfPlan();
    }
    setImmediate(send);
  },
});
// What a server asks a socket for.
Object.assign(connection, { setTimeout: () => connection, setNoDelay() {}, setKeepAlive() {}, destroySoon() {} });
Object.assign(connection, { remoteAddress: '127.0.0.1', remotePort: 40_000 });
server.emit('connection', connection);
send();

function send() {
  connection.push(request.bytes);
}

function nextOfPlan() {
  const [next, times] = plan.shift();
  const { method, path, headers = {}, body = '', answer } = requests[next];
  const fields = Object.entries({ host: 'localhost', ...headers, ...(body && { 'content-length': body.length }) });
  const head = [`${method} ${path} HTTP/1.1`, ...fields.map((field) => field.join(': '))].join('\r\n');
  return [{ bytes: Buffer.from(`${head}\r\n\r\n${body}`), answer }, times];
}
