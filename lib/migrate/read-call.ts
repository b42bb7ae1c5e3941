/** A handler and where it stood: `[1]` for the second argument, `[1, 0]` for the first item of an array there. */
export interface Argument {
  readonly fn: unknown;
  readonly argument: readonly number[];
}

/** What the arguments of a registration say. */
export interface ReadCall {
  readonly kind: 'use' | 'route' | 'method' | 'all' | 'param';
  readonly paths: readonly (string | RegExp)[];
  readonly isPathArray: boolean;
  readonly params: readonly string[];
  readonly handlers: readonly Argument[];
}

/** Reads the arguments of `use`, `route`, `all`, `param` or a method as Express does. */
export function readCall(name: string, args: readonly unknown[], isOnRoute: boolean): ReadCall {
  const none = { paths: [], isPathArray: false, params: [], handlers: [] };
  const kind = name === 'use' || name === 'route' || name === 'param' || name === 'all' ? name : 'method';
  if (isOnRoute) return { ...none, kind, handlers: flattenHandlers(args, 0) };
  if (kind === 'param')
    return { ...none, kind, params: [args[0]].flat() as string[], handlers: flattenHandlers(args, 1) };
  const offset = kind === 'use' && startsWithFunction(args[0]) ? 0 : 1;
  return {
    kind,
    paths: offset === 0 ? [] : ([args[0]].flat(Infinity) as (string | RegExp)[]),
    isPathArray: offset === 1 && Array.isArray(args[0]),
    params: [],
    handlers: flattenHandlers(args, offset),
  };
}

/** `use([first, second])` has no path either. */
function startsWithFunction(value: unknown): boolean {
  let first = value;
  while (Array.isArray(first) && first.length > 0) first = first[0] as unknown;
  return typeof first === 'function';
}

function flattenHandlers(args: readonly unknown[], offset: number): Argument[] {
  const collect = (value: unknown, argument: readonly number[]): Argument[] =>
    Array.isArray(value) ? value.flatMap((item, i) => collect(item, [...argument, i])) : [{ fn: value, argument }];
  return args.slice(offset).flatMap((value, i) => collect(value, [offset + i]));
}
