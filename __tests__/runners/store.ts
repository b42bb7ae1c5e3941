/** Stands for the database that a test prepares and a route file uses. */
export const tasks: { id: string; title: string }[] = [];
