import { createHash } from 'node:crypto';
import type { NameList } from './name-list';

/** One file of a static build. */
export interface StaticFile {
  /** Path below the output folder, with `/` on every system. */
  readonly path: string;
  /** What a host should send as `Content-Type`. */
  readonly contentType: string;
  readonly bytes: number;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
  /** The route file, below the directory of routes. */
  readonly source: string;
}

const hashBytes = 32;
const linesPerPiece = 500;

/** What was written for each path, in about 50 bytes each: a build may have a hundred thousand. */
export class FileRecords implements Iterable<StaticFile> {
  readonly #names: NameList;
  readonly #hashes: Buffer;
  readonly #sizes: Float64Array;
  /** Number in `#texts` plus one; 0 where there is no file. */
  readonly #types: Uint32Array;
  readonly #sources: Uint32Array;
  /** Types and sources: few, and the same for many. */
  readonly #texts = new Map<string, number>();
  size = 0;
  /** Of all files together. */
  bytes = 0;

  constructor(names: NameList) {
    this.#names = names;
    this.#hashes = Buffer.alloc(hashBytes * names.size);
    this.#sizes = new Float64Array(names.size);
    this.#types = new Uint32Array(names.size);
    this.#sources = new Uint32Array(names.size);
  }

  set(number: number, bytes: Uint8Array, contentType: string, source: string): void {
    createHash('sha256')
      .update(bytes)
      .digest()
      .copy(this.#hashes, number * hashBytes);
    this.#sizes[number] = bytes.length;
    this.#types[number] = this.#numberOf(contentType);
    this.#sources[number] = this.#numberOf(source);
    this.size++;
    this.bytes += bytes.length;
  }

  /** In the order of the paths. */
  *[Symbol.iterator](): Generator<StaticFile> {
    const texts = ['', ...this.#texts.keys()];
    for (let number = 0; number < this.#names.size; number++) {
      if (this.#types[number] === 0) continue;
      const start = number * hashBytes;
      yield {
        path: this.#names.nameOf(number),
        contentType: texts[this.#types[number]!]!,
        bytes: this.#sizes[number]!,
        sha256: this.#hashes.toString('hex', start, start + hashBytes),
        source: texts[this.#sources[number]!]!,
      };
    }
  }

  #numberOf(text: string): number {
    const number = this.#texts.get(text) ?? this.#texts.size + 1;
    this.#texts.set(text, number);
    return number;
  }
}

/** The same text for the same output, whatever the machine and the order of the work; in pieces, to be written one by one. */
export function* formatManifest(files: Iterable<StaticFile>): Generator<string> {
  let piece = '{\n  "version": 1,\n  "files": [';
  let lines = 0;
  for (const file of files) {
    piece += `${lines === 0 ? '' : ','}\n    ${JSON.stringify(file)}`;
    if (++lines % linesPerPiece !== 0) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n  ]\n}\n`;
}
