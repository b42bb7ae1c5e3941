import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Pool, type PoolClient } from 'pg';

/** The part of Postgres that this app uses, in the process or on a server. */
export interface Database {
  /** Where the data lies, for people to read. */
  readonly name: string;
  query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Calls back for every `notify` on a channel, whichever process it comes from. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<void>;
  close(): Promise<void>;
}

const reconnectAfterMs = 1000;

const schema = [
  `create table if not exists tasks (
    id integer generated always as identity primary key,
    title text not null,
    done boolean not null default false,
    created_at timestamptz not null default now()
  )`,
  `create table if not exists comments (
    id integer generated always as identity primary key,
    task_id integer not null references tasks on delete cascade,
    text text not null,
    created_at timestamptz not null default now()
  )`,
  `create table if not exists files (
    id integer generated always as identity primary key,
    name text not null,
    type text not null,
    bytes bytea not null
  )`,
  `create table if not exists messages (
    id integer generated always as identity primary key,
    name text not null,
    email text not null,
    text text not null
  )`,
  `create table if not exists users (
    id integer generated always as identity primary key,
    name text not null,
    email text not null unique,
    password_hash text not null
  )`,
  // The database itself reports changes, so that those made by other processes are seen too.
  `create or replace function notify_task_change() returns trigger language plpgsql as $$
  declare
    task tasks := coalesce(new, old);
  begin
    perform pg_notify('task_changes', json_build_object('type', tg_argv[0], 'task', json_build_object(
      'id', task.id, 'title', task.title, 'done', task.done, 'createdAt', task.created_at))::text);
    return null;
  end $$`,
  `create or replace trigger task_created after insert on tasks
    for each row execute function notify_task_change('created')`,
  `create or replace trigger task_updated after update on tasks
    for each row execute function notify_task_change('updated')`,
  `create or replace trigger task_deleted after delete on tasks
    for each row execute function notify_task_change('deleted')`,
];

/**
 * Opens the database and creates what is missing in it.
 *
 * @param env `DATABASE_URL` names a Postgres server. Without it Postgres runs in this process, with
 * its data in the folder `PGLITE_DATA`; `memory://` keeps nothing.
 */
export async function openDatabase(env: Record<string, string | undefined> = process.env): Promise<Database> {
  const database = env['DATABASE_URL']
    ? connectToServer(env['DATABASE_URL'])
    : await openInProcess(env['PGLITE_DATA'] ?? path.join(__dirname, 'data'));
  for (const statement of schema) await database.query(statement);
  return database;
}

async function openInProcess(directory: string): Promise<Database> {
  if (!directory.includes('://')) mkdirSync(directory, { recursive: true });
  const postgres = await PGlite.create(directory);
  return {
    name: `PGlite in ${directory}`,
    query: async <Row>(sql: string, params: readonly unknown[] = []) =>
      (await postgres.query<Row>(sql, [...params])).rows,
    listen: async (channel, onPayload) => void (await postgres.listen(channel, onPayload)),
    close: () => postgres.close(),
  };
}

function connectToServer(url: string): Database {
  if (!URL.canParse(url)) throw new Error('DATABASE_URL must be a URL such as postgres://me:secret@localhost/tasks');
  const pool = new Pool({ connectionString: url });
  const listeners = new Set<PoolClient>();
  let isClosed = false;
  // The pool replaces a connection it loses; without a listener the loss would end the process.
  pool.on('error', (error) => console.error(`Postgres: ${error.message}`));

  /** A lost connection takes its `listen` with it. */
  async function listen(channel: string, onPayload: (payload: string) => void): Promise<void> {
    const client = await pool.connect();
    listeners.add(client);
    client.on('notification', ({ payload = '' }) => onPayload(payload));
    client.on('error', (error) => {
      if (!listeners.delete(client)) return;
      client.release(error);
      listenAgain();
    });
    await client.query(`listen ${channel}`);

    function listenAgain(): void {
      if (isClosed) return;
      setTimeout(() => void listen(channel, onPayload).catch(listenAgain), reconnectAfterMs).unref();
    }
  }

  return {
    name: `Postgres at ${new URL(url).host}`,
    query: async <Row>(sql: string, params: readonly unknown[] = []) =>
      (await pool.query(sql, [...params])).rows as Row[],
    listen,
    close: async () => {
      isClosed = true;
      for (const client of listeners) client.release(true);
      listeners.clear();
      await pool.end();
    },
  };
}
