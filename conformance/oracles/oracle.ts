/** What an oracle run has done. */
export interface Findings {
  readonly title: string;
  readonly sets: number;
  readonly requests: number;
  /** Of these requests, how many were answered by a route or a handler. */
  readonly answered: number;
  /** One line per difference. */
  readonly differences: readonly string[];
}

export interface OracleOptions {
  readonly seed: number;
  readonly sets: number;
  readonly requestsPerSet: number;
}
