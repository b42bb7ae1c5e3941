import { ServerResponse } from 'node:http';

/** Prototypes that responses have from birth, so that no `setPrototypeOf` has made them slow. */
const bornPrototypes = new WeakSet<object>([ServerResponse.prototype]);

/** Remembers a prototype that a server of ours makes its responses with. */
export function addBornPrototype(prototype: object): void {
  bornPrototypes.add(prototype);
}

export function isBornWith(prototype: object): boolean {
  return bornPrototypes.has(prototype);
}
