import { createHistogram, performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { BrokenPromise } from './client.mjs';

const maxUnderWay = 500;
const maxExamples = 5;

/** Sends requests of several kinds to one server and keeps account of them. */
export class Drive {
  #client;
  #random;
  #prefix;
  #count = 0;
  #underWay = 0;
  /** How often each thing happened, by its name. */
  outcomes = new Map();
  /** Lost, mixed up, or another answer than was promised. */
  broken = { lost: 0, 'mixed-up': 0, wrong: 0 };
  examples = [];
  latency = createHistogram();

  constructor(client, random, prefix) {
    this.#client = client;
    this.#random = random;
    this.#prefix = prefix;
  }

  get count() {
    return this.#count;
  }

  /** Sends at a steady pace, whatever the server does; holds back only when it has stopped answering. */
  async atRate(kinds, perSecond, ms) {
    const start = performance.now();
    for (let sent = 0; performance.now() - start < ms; await pause(10)) {
      const due = Math.floor(((performance.now() - start) / 1000) * perSecond);
      for (; sent < due; sent++) if (this.#underWay < maxUnderWay) void this.#send(this.#random.weighted(kinds));
    }
    while (this.#underWay > 0) await pause(10);
  }

  /** Sends so many requests as fast as some clients at a time can. */
  async times(kinds, total, clients) {
    let left = total;
    const work = async () => {
      while (left-- > 0) await this.#send(this.#random.weighted(kinds));
    };
    await Promise.all(Array.from({ length: clients }, work));
  }

  async #send({ run, isTimed = true }) {
    const id = `${this.#prefix}-${++this.#count}`;
    const start = performance.now();
    this.#underWay++;
    try {
      const outcome = await run({ client: this.#client, random: this.#random, id });
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
      if (isTimed) this.latency.record(Math.max(1, Math.round((performance.now() - start) * 1000)));
    } catch (error) {
      this.broken[error instanceof BrokenPromise ? error.kind : 'lost']++;
      if (this.examples.length < maxExamples) this.examples.push(`${id}: ${error.stack}`);
    } finally {
      this.#underWay--;
    }
  }
}
