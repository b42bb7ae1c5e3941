import { recoverChanges } from './apply-changes';

// The pipe closes when the process at its other end is gone.
process.stdin.resume();
process.stdin.on('close', () => void recoverChanges(process.argv[2]!));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
