/** How many of the objects it was given have not been collected. */
exports.ObjectCounter = class ObjectCounter {
  alive = 0;
  #registry = new FinalizationRegistry(() => this.alive--);

  add(...objects) {
    for (const object of objects) {
      this.alive++;
      this.#registry.register(object);
    }
  }
};

/** Listeners on the process, and on sockets that serve one request after the other. */
exports.ListenerCounter = class ListenerCounter {
  #atStart = new Map();
  #firstLook = new WeakMap();
  #mostAdded = 0;

  start() {
    this.#atStart = countByEvent(process);
    this.#mostAdded = 0;
  }

  /** Compares a socket with how it was when its first request came. */
  look(socket) {
    const now = sum(countByEvent(socket));
    const before = this.#firstLook.get(socket);
    if (before === undefined) this.#firstLook.set(socket, now);
    else this.#mostAdded = Math.max(this.#mostAdded, now - before);
  }

  left() {
    const left = [];
    for (const [event, count] of countByEvent(process)) {
      const added = count - (this.#atStart.get(event) ?? 0);
      if (added > 0) left.push(`process ${String(event)}: ${added}`);
    }
    if (this.#mostAdded > 0) left.push(`a socket that was used again: ${this.#mostAdded}`);
    return left;
  }
};

/** Timers, sockets and whatever else keeps a process busy. */
exports.HandleCounter = class HandleCounter {
  #atStart = new Map();

  start() {
    this.#atStart = countNames(process.getActiveResourcesInfo());
  }

  left() {
    const left = [];
    for (const [name, count] of countNames(process.getActiveResourcesInfo())) {
      const added = count - (this.#atStart.get(name) ?? 0);
      if (added > 0) left.push(`${name}: ${added}`);
    }
    return left;
  }
};

function countByEvent(emitter) {
  return new Map(emitter.eventNames().map((event) => [event, emitter.listenerCount(event)]));
}

function countNames(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function sum(counts) {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
