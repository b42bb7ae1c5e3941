export interface Task {
  id: string;
  title: string;
  done: boolean;
}

const tasks = new Map<string, Task>();
let lastId = 0;

/** The calls of an ORM that the document's examples make. */
export const db = {
  task: {
    findMany: () => Promise.resolve([...tasks.values()]),
    create({ data }: { data: Omit<Task, 'id'> }): Promise<Task> {
      const task = { id: String(++lastId), ...data };
      tasks.set(task.id, task);
      return Promise.resolve(task);
    },
    update({ where, data }: { where: { id: string | undefined }; data: Omit<Task, 'id'> }): Promise<Task> {
      const task = { ...find(where.id), ...data };
      tasks.set(task.id, task);
      return Promise.resolve(task);
    },
    delete({ where }: { where: { id: string | undefined } }): Promise<Task> {
      const task = find(where.id);
      tasks.delete(task.id);
      return Promise.resolve(task);
    },
  },
};

function find(id = ''): Task {
  const task = tasks.get(id);
  if (!task) throw new Error(`No task ${id}`);
  return task;
}
