import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { parse } from 'node:querystring';
import { apiRoutes } from '../../lib';
import { toExpectation } from '../recorder/to-expectation';
import type { Case } from '../replay/case';
import { compare } from '../replay/compare';
import { findRule } from '../replay/differences';
import { sendCase } from '../replay/send-case';
import type { Findings } from './oracle';
import { Random } from './random';
import { createRequest, type RandomRequest } from './random-requests';

const folder = path.join(__dirname, 'endpoints/api');
const endpoints = ['standard', 'raw', 'small'];
const parallel = 8;
const host = 'localhost';

/** Random requests to handlers under Next's own resolver, and to the same handlers served by us. */
export async function compareNextResolver({ seed, requests }: { seed: number; requests: number }): Promise<Findings> {
  const random = new Random(seed);
  const servers = [await listen(createTheirListener()), await listen(createOurListener())] as const;
  const log = console.error;
  console.error = () => {};
  const differences: string[] = [];
  let [answered, onPurpose] = [0, 0];
  const work = Array.from({ length: requests }, () => createRequest(random, endpoints));
  try {
    await Promise.all(Array.from({ length: parallel }, () => drain()));
  } finally {
    console.error = log;
    for (const server of servers) server.close();
  }
  const title = `Next.js, random requests to its resolver (${onPurpose} of them differ on purpose)`;
  return { title, sets: endpoints.length, requests, answered, differences };

  async function drain(): Promise<void> {
    for (let request = work.pop(); request; request = work.pop()) {
      const { verdict, text } = await judge(request, portOf(servers[0]), portOf(servers[1]));
      if (verdict !== 'none') answered++;
      if (verdict === 'on purpose') onPurpose++;
      if (verdict === 'different') differences.push(text);
    }
  }
}

interface Judged {
  readonly verdict: 'none' | 'identical' | 'on purpose' | 'different';
  readonly text: string;
}

async function judge(request: RandomRequest, theirs: number, ours: number): Promise<Judged> {
  const [expected, actual] = await Promise.all([sendCase(theirs, host, request), sendCase(ours, host, request)]);
  if (expected.status === 0) return { verdict: 'none', text: '' };
  const recorded: Case = { ...request, name: '', expect: toExpectation(expected) };
  const found = compare(recorded.expect, actual, request.method);
  if (found.length === 0) return { verdict: 'identical', text: '' };
  if (findRule('next', recorded, actual, found)) return { verdict: 'on purpose', text: '' };
  const fields = found.map(({ field, theirs, ours }) => `${field} ${theirs} is ${ours}`).join('; ');
  return { verdict: 'different', text: `${JSON.stringify(request)}: ${fields}` };
}

function createOurListener(): RequestListener {
  const routes = apiRoutes(folder, { logger: { warn() {}, error() {} } });
  return (req, res) => routes(req, res, (error) => writeMessage(res, error));
}

function writeMessage(res: ServerResponse, error: unknown): void {
  const { status = error ? 500 : 404, message = '' } = (error ?? {}) as { status?: number; message?: string };
  res.setHeader('x-answered-by', 'error-handler');
  res.statusCode = status;
  res.end(message);
}

function createTheirListener(): RequestListener {
  const { apiResolver } = require('next/dist/server/api-utils/node/api-resolver');
  const modules = new Map(endpoints.map((name) => [`/api/${name}`, require(path.join(folder, name)) as object]));
  const context = { previewModeId: 'a', previewModeEncryptionKey: 'b', previewModeSigningKey: 'c' };
  return (req: IncomingMessage, res: ServerResponse) => {
    // The resolver leaves errors of late writes to the server around it.
    res.on('error', () => {});
    const [pathname, search] = req.url!.split(/\?(.*)/s);
    apiResolver(req, res, { ...parse(search ?? '') }, modules.get(pathname!), context, false).catch(() =>
      res.destroy(),
    );
  };
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
