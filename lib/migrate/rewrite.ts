import type { Homes } from './homes';
import type { PlannedEndpoint } from './plan-endpoints';
import type { PlannedFolder } from './plan-folders';
import type { MigrationPlan } from './plan-migration';
import type { Removals } from './removals';

/** Everything that writing needs to know. */
export interface Rewrite {
  readonly plan: MigrationPlan;
  readonly removals: Removals;
  readonly homes: Homes;
  readonly endpoints: readonly WrittenEndpoint[];
  readonly folders: readonly PlannedFolder[];
}

export interface WrittenEndpoint extends PlannedEndpoint {
  readonly file: string;
}

export interface RewriteOptions {
  /** Leaves the old registrations behind a switch. */
  readonly keep: boolean;
  /** The project: who imports a module is looked for here. */
  readonly root: string;
}
