import { HttpError } from 'express-pages-api';
import type { Database } from './database';
import { readText } from './read-text';

export interface Task {
  id: number;
  title: string;
  done: boolean;
  createdAt: Date;
}

/** What the database reports of a task, as JSON. */
export interface TaskChange {
  type: 'created' | 'updated' | 'deleted';
  task: Omit<Task, 'createdAt'> & { createdAt: string };
}

const columns = 'id, title, done, created_at as "createdAt"';
const maxTitleLength = 200;

export class TaskStore {
  readonly #subscribers = new Set<(change: TaskChange) => void>();

  private constructor(private readonly database: Database) {}

  static async open(database: Database): Promise<TaskStore> {
    const store = new TaskStore(database);
    await database.listen('task_changes', (payload) => {
      const change = JSON.parse(payload) as TaskChange;
      for (const notify of store.#subscribers) notify(change);
    });
    return store;
  }

  /** @returns A function that ends the subscription. */
  subscribe(notify: (change: TaskChange) => void): () => void {
    this.#subscribers.add(notify);
    return () => void this.#subscribers.delete(notify);
  }

  /** How many event streams are open. */
  get subscribers(): number {
    return this.#subscribers.size;
  }

  list(): Promise<Task[]> {
    return this.database.query(`select ${columns} from tasks order by id`);
  }

  search(words: string): Promise<Task[]> {
    return this.database.query(
      `select ${columns} from tasks where position(lower($1) in lower(title)) > 0 order by id`,
      [words],
    );
  }

  async get(id: string | undefined): Promise<Task> {
    return found(await this.database.query<Task>(`select ${columns} from tasks where id = $1`, [toId(id)]));
  }

  async create(body: unknown): Promise<Task> {
    const title = readText(body, 'title', maxTitleLength);
    const [task] = await this.database.query<Task>(`insert into tasks (title) values ($1) returning ${columns}`, [
      title,
    ]);
    return task!;
  }

  /** Changes the fields that the body has. */
  async update(id: string | undefined, body: unknown): Promise<Task> {
    const { title, done } = (body ?? {}) as { title?: unknown; done?: unknown };
    if (done !== undefined && typeof done !== 'boolean') {
      throw new HttpError(422, 'The value of done must be true or false', { code: 'invalid_done' });
    }
    const values = [
      toId(id),
      title === undefined ? null : readText(body, 'title', maxTitleLength),
      done === undefined ? null : done,
    ];
    const sql = `update tasks set title = coalesce($2, title), done = coalesce($3, done) where id = $1 returning ${columns}`;
    return found(await this.database.query<Task>(sql, values));
  }

  async delete(id: string | undefined): Promise<void> {
    found(await this.database.query<Task>(`delete from tasks where id = $1 returning ${columns}`, [toId(id)]));
  }
}

/**
 * An id from a URL. What can be no id finds nothing, as an unknown id does.
 *
 * @throws HttpError 404.
 */
export function toId(text: string | undefined): number {
  if (text !== undefined && /^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new HttpError(404, 'No such id');
}

function found(tasks: readonly Task[]): Task {
  if (tasks[0]) return tasks[0];
  throw new HttpError(404, 'No such task', { code: 'task_not_found' });
}
