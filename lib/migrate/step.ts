import type { AppItem } from './app-items';
import type { Piece } from './pieces';

/** One link of a chain of handlers. */
export type Step =
  | { readonly type: 'piece'; readonly piece: Piece; readonly item: AppItem }
  /** Gives a parameter the name that the code after it knows; `isJoined` makes one string of a list. */
  | { readonly type: 'alias'; readonly from: string; readonly to: string; readonly isJoined: boolean }
  /** Passes what the expression of an Express 4 path does not match. */
  | { readonly type: 'check'; readonly name: string; readonly source: string }
  /** Leaves the parameters that the router of the code after it knows. */
  | { readonly type: 'narrow'; readonly names: readonly string[] }
  /** Calls what was given to `router.param(name, ...)`. */
  | { readonly type: 'param'; readonly from: string; readonly name: string; readonly piece: Piece };
