import { recoverRun } from './apply-changes';

// The pipe closes when the process at its other end is gone.
process.stdin.resume();
process.stdin.on('close', () => void recoverRun(process.argv[2]!, process.argv[3]!));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
