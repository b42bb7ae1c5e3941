/** A file that runs in its latest version. */
export interface FreshModule {
  readonly file: string;
  readonly module: NodeJS.Module;
  /** Whether it finds packages by the conditions of `import`. */
  isModule: boolean;
  /** Until it has run. */
  running?: Promise<void>;
  /** The module whose end it waits for; at most one, as imports are run in order. */
  waitingFor?: FreshModule | undefined;
  hasFailed?: boolean;
}

/** Whether a module cannot end before another: the two import each other. */
export function waitsFor(module: FreshModule, other: FreshModule): boolean {
  for (let next: FreshModule | undefined = module; next; next = next.waitingFor) if (next === other) return true;
  return false;
}
