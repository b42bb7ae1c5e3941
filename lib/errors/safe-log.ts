/**
 * Makes a function that logs safe to call: one that fails must take neither an answer nor the process
 * with it. Its first failure is told to the console.
 */
export function safeLog<Message>(log: (message: Message) => unknown): (message: Message) => void {
  let hasFailed = false;
  const fail = (fault: unknown): void => {
    if (!hasFailed) tellConsole(fault);
    hasFailed = true;
  };
  return function logSafely(message) {
    try {
      Promise.resolve(log(message)).catch(fail);
    } catch (fault) {
      fail(fault);
    }
  };
}

function tellConsole(fault: unknown): void {
  try {
    console.error('A logger failed, and what it was told is lost:', fault);
  } catch {
    // The console may be what has failed; nobody else is there.
  }
}
