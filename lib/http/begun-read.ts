export type Reader = ReadableStreamDefaultReader<unknown>;
export type Read = Awaited<ReturnType<Reader['read']>>;

/** A body made of text or bytes settles within this many microtasks on Node 20, 22 and 24. */
const maxMicrotasks = 8;

/** One for all: `await` of it takes one microtask. */
export const microtask = Promise.resolve();

/** A read of a stream that is looked at before anybody waits for it: a body that is no stream needs no turn of the event loop. */
export class BegunRead {
  readonly promise: Promise<Read>;
  /** The result, once it is there. */
  result: Read | undefined;
  #failure: { readonly reason: unknown } | undefined;

  constructor(reader: Reader) {
    this.promise = reader.read();
    this.promise.then(
      (result) => {
        this.result = result;
      },
      (reason: unknown) => {
        this.#failure = { reason };
      },
    );
  }

  /**
   * Whether the result may still come at once.
   *
   * @param waited For how many microtasks somebody has waited.
   * @throws What the stream has failed with.
   */
  isDue(waited: number): boolean {
    if (this.#failure) throw this.#failure.reason;
    return this.result === undefined && waited < maxMicrotasks;
  }
}
