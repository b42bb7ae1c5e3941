import type { Place } from './recorded-app';

/** Why a route stays where it is. */
export interface Reason {
  /** For programs; the same word for the same kind of obstacle. */
  readonly code: ReasonCode;
  readonly text: string;
  /** What stands in the way. */
  readonly at?: Place | undefined;
}

export type ReasonCode =
  /** A regular expression or another path that no file name says. */
  | 'path'
  | 'outside-prefix'
  | 'file-exists'
  /** The call is not in the app's own source, or not where it could be cut out. */
  | 'call-site'
  | 'loop'
  | 'condition'
  | 'sub-app'
  | 'setting'
  /** The code uses what a function around it declares, or `this`. */
  | 'closure'
  /** It uses what cannot be imported from the module that is still being loaded. */
  | 'entry-module'
  /** It reads what Express sets differently for a file. */
  | 'request-url'
  | 'middleware'
  | 'param'
  | 'order'
  | 'before-mount'
  /** It was kept behind the switch when its file was written. */
  | 'kept';

export function because(code: ReasonCode, text: string, at?: Place): Reason {
  return { code, text, at };
}

export function isReason(value: object): value is Reason {
  return 'code' in value;
}
