/** Waits for what may never come: for each promise so long, and for all of them no longer than somebody wants to. */
export class TimeLimit {
  readonly #open = new Set<(reason: unknown) => void>();

  constructor(readonly ms: number) {}

  /**
   * What the promise gives. The timer keeps the process alive: where nothing else does, it would
   * end without a word, as if all were done.
   *
   * @param createError What to throw when the time is over.
   */
  wait<Value>(promise: Promise<Value>, createError: (ms: number) => Error): Promise<Value> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#open.delete(stop);
      };
      const stop = (reason: unknown): void => {
        done();
        reject(reason);
      };
      const timer = setTimeout(() => stop(createError(this.ms)), this.ms);
      this.#open.add(stop);
      promise.finally(done).then(resolve, reject);
    });
  }

  /** Everything that is waited for is given up. */
  end(reason: unknown): void {
    for (const stop of this.#open) stop(reason);
  }
}
