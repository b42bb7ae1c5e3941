/** The variables of a process as it is started outside Jest, which sets two of its own. */
export function environmentOutsideJest(): NodeJS.ProcessEnv {
  const { JEST_WORKER_ID: _, NODE_ENV: __, ...environment } = process.env;
  return environment;
}
