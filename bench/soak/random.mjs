import { setTimeout as pause } from 'node:timers/promises';

/** Numbers that look random and come again with the same seed (mulberry32). */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed;
  }

  /** From 0 up to, but not including 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `most`. */
  upTo(most) {
    return Math.floor(this.next() * (most + 1));
  }

  chance(share) {
    return this.next() < share;
  }

  oneOf(items) {
    return items[this.upTo(items.length - 1)];
  }

  /** One of the items, each as often as its `weight` says. */
  weighted(items) {
    let left = this.next() * items.reduce((total, { weight }) => total + weight, 0);
    return items.find(({ weight }) => (left -= weight) < 0) ?? items[0];
  }

  /** Lets some time pass: nothing, a turn of the event loop, or up to 20 ms. */
  async moment() {
    if (this.chance(0.2)) return;
    if (this.chance(0.4)) await new Promise(setImmediate);
    else await pause(this.upTo(20));
  }
}
