import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { HttpError } from 'express-pages-api';
import type { Database } from './database';
import { readText } from './read-text';

export interface User {
  id: number;
  name: string;
  email: string;
}

const columns = 'id, name, email';
const uniqueViolation = '23505';
const hashBytes = 32;
const deriveKey = promisify(scrypt) as (password: string, salt: Buffer, bytes: number) => Promise<Buffer>;

export class UserStore {
  constructor(private readonly database: Database) {}

  list(): Promise<User[]> {
    return this.database.query(`select ${columns} from users order by id`);
  }

  async get(id: number): Promise<User | undefined> {
    const [user] = await this.database.query<User>(`select ${columns} from users where id = $1`, [id]);
    return user;
  }

  async create(body: unknown): Promise<User> {
    const values = [
      readText(body, 'name', 100),
      readText(body, 'email', 200).toLowerCase(),
      await hashPassword(readPassword(body, 'password')),
    ];
    const sql = `insert into users (name, email, password_hash) values ($1, $2, $3) returning ${columns}`;
    try {
      const [user] = await this.database.query<User>(sql, values);
      return user!;
    } catch (cause) {
      if ((cause as { code?: unknown }).code !== uniqueViolation) throw cause;
      throw new HttpError(409, 'There is a user with this e-mail address', { code: 'email_taken', cause });
    }
  }

  /** The user, when e-mail address and password are right. */
  async authenticate(body: unknown): Promise<User | undefined> {
    const email = readText(body, 'email', 200).toLowerCase();
    const password = readText(body, 'password', 200);
    const sql = `select ${columns}, password_hash as hash from users where email = $1`;
    const [row] = await this.database.query<User & { hash: string }>(sql, [email]);
    // An unknown address takes as long as a wrong password.
    const isRight = await checkPassword(password, row?.hash ?? (await unknownHash));
    return row && isRight ? { id: row.id, name: row.name, email: row.email } : undefined;
  }

  async setPassword(id: number, body: unknown): Promise<void> {
    const hash = await hashPassword(readPassword(body, 'password'));
    await this.database.query('update users set password_hash = $2 where id = $1', [id, hash]);
  }
}

const unknownHash = hashPassword('');

function readPassword(body: unknown, field: string): string {
  const password = readText(body, field, 200);
  if (password.length >= 8) return password;
  throw new HttpError(422, 'A password has at least 8 characters', { code: 'short_password' });
}

async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${(await deriveKey(password, salt, hashBytes)).toString('hex')}`;
}

async function checkPassword(password: string, stored: string): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split(':');
  const derived = await deriveKey(password, Buffer.from(salt, 'hex'), hashBytes);
  return timingSafeEqual(derived, Buffer.from(hash, 'hex'));
}
