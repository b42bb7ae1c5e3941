export interface User {
  id: string;
  name: string;
  email: string;
}

const users = new Map<string, User>([['1', { id: '1', name: 'Ada', email: 'ada@example.com' }]]);
let lastId = 1;

export function fetchAllUsers(): Promise<User[]> {
  return Promise.resolve([...users.values()]);
}

export function fetchUser(id: string): Promise<User | undefined> {
  return Promise.resolve(users.get(id));
}

export function createUser(name: string, email: string): Promise<User> {
  const id = String(++lastId);
  const user = { id, name, email };
  users.set(id, user);
  return Promise.resolve(user);
}

export function removeUser(id: string): Promise<void> {
  users.delete(id);
  return Promise.resolve();
}

/** One key has data, one has none. */
export function fetchData(apiKey: string): Promise<string[] | undefined> {
  return Promise.resolve(apiKey === 'full' ? ['first', 'second'] : undefined);
}
