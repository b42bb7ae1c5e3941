/** Leaves a property as it was before; what was undefined was not there. */
export function giveBack(target: object, name: string, before: unknown): void {
  if (before === undefined) Reflect.deleteProperty(target, name);
  else assign(target, name, before);
}

/** Plain assignment, which keeps an object fast, unless something without a setter is in the way. */
export function assign(target: object, name: string, value: unknown): void {
  try {
    (target as Record<string, unknown>)[name] = value;
  } catch {
    cover(target, name, value);
  }
}

/** Hides what a prototype has under that name. */
export function cover(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
}
