import 'express-session';
import type { Database } from './database';
import type { TaskStore } from './tasks';
import type { User, UserStore } from './users';

/** What app.ts leaves on `res.locals`, which Astro- and class-style endpoints know as `context.locals`. */
export interface AppLocals {
  readonly database: Database;
  readonly tasks: TaskStore;
  readonly users: UserStore;
  /** Who is logged in; set below `pages/api/account/`. */
  user?: User;
}

declare module 'express-session' {
  interface SessionData {
    userId: number;
  }
}
