import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { takeObjectsSize } from './heap-objects.mjs';

/** The app of the soak in a process of its own. */
export class SoakServer {
  #child;
  #ended;

  /** @param ended Rejects when the process ends. */
  constructor(child, port, ended) {
    this.#child = child;
    this.#ended = ended;
    this.port = port;
  }

  /** @param serving `express5`, `express4`, `born` (under `createServer`), `alone` (on `node:http`) or `watched` (Express 5, with reloads). */
  static async start(serving, fault = '') {
    const child = fork(path.join(import.meta.dirname, 'server.cjs'), [serving, fault], {
      execArgv: ['--expose-gc'],
      env: { ...process.env, NODE_ENV: serving === 'watched' ? 'development' : 'production' },
    });
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The server ended with ${code}`)));
    const [{ port }] = await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => {});
    return new SoakServer(child, port, ended);
  }

  /** @param question One of the answers that `server.cjs` has. */
  async ask(question) {
    const answer = Promise.race([once(this.#child, 'message'), this.#ended]);
    this.#child.send(question);
    const [{ heapSnapshot, ...figures }] = await answer;
    return { ...figures, objects: takeObjectsSize(heapSnapshot) };
  }

  stop() {
    this.#child.kill();
  }
}
