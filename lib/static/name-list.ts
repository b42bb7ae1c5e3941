/**
 * Distinct names, found by number and by text. A build may have a hundred thousand: they lie in one
 * buffer, at about a third of what a `Map` of strings takes.
 */
export class NameList {
  #bytes = Buffer.alloc(4096);
  /** Where each name ends. */
  #ends = new Uint32Array(256);
  /** Open addressing, at most half full: the number of a name plus one, 0 where there is none. */
  #slots = new Uint32Array(512);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Appends a name; one that is there already stays as it is, and its number is given back. */
  add(name: string): number | undefined {
    const key = Buffer.from(name);
    const slot = this.#findSlot(key);
    if (this.#slots[slot] !== 0) return this.#slots[slot]! - 1;
    this.#append(key);
    this.#slots[slot] = this.#size;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return undefined;
  }

  numberOf(name: string): number | undefined {
    const found = this.#slots[this.#findSlot(Buffer.from(name))]!;
    return found === 0 ? undefined : found - 1;
  }

  nameOf(number: number): string {
    return this.#bytes.toString('utf8', this.#startOf(number), this.#ends[number]);
  }

  #startOf(number: number): number {
    return number === 0 ? 0 : this.#ends[number - 1]!;
  }

  #append(key: Buffer): void {
    const start = this.#startOf(this.#size);
    if (start + key.length > this.#bytes.length) {
      this.#bytes = Buffer.concat([this.#bytes], 2 * (start + key.length));
    }
    if (this.#size === this.#ends.length) {
      const ends = this.#ends;
      this.#ends = new Uint32Array(2 * ends.length);
      this.#ends.set(ends);
    }
    key.copy(this.#bytes, start);
    this.#ends[this.#size++] = start + key.length;
  }

  #findSlot(key: Uint8Array): number {
    const last = this.#slots.length - 1;
    for (let slot = hashOf(key) & last; ; slot = (slot + 1) & last) {
      const number = this.#slots[slot]! - 1;
      if (number === -1) return slot;
      const [start, end] = [this.#startOf(number), this.#ends[number]!];
      if (end - start === key.length && this.#bytes.compare(key, 0, key.length, start, end) === 0) return slot;
    }
  }

  #rehash(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let number = 0; number < this.#size; number++) {
      const key = this.#bytes.subarray(this.#startOf(number), this.#ends[number]);
      this.#slots[this.#findSlot(key)] = number + 1;
    }
  }
}

/** FNV-1a, 32 bits. */
function hashOf(key: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193);
  // The low bits alone choose the slot; let the high ones count.
  return (hash ^ (hash >>> 15)) >>> 0;
}
