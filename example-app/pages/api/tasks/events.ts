import type { APIRoute } from 'express-pages-api';
import type { AppLocals } from '../../../locals';

/** Proxies close a connection on which nothing moves, most of them after a minute. */
const heartbeatMs = 20_000;

/** Every change of a task, as server-sent events. */
export const GET: APIRoute = ({ locals, request }) => {
  const { tasks } = locals as AppLocals;
  let stop = (): void => {};
  const stream = new ReadableStream<string>({
    start(controller) {
      const unsubscribe = tasks.subscribe((change) => {
        controller.enqueue(`event: ${change.type}\ndata: ${JSON.stringify(change.task)}\n\n`);
      });
      const heartbeat = setInterval(() => controller.enqueue(': still here\n\n'), heartbeatMs);
      stop = () => {
        unsubscribe();
        clearInterval(heartbeat);
      };
      request.signal.addEventListener('abort', stop, { once: true });
      controller.enqueue('retry: 1000\n\n');
    },
    cancel: () => stop(),
  });
  return new Response(stream as ReadableStream, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' },
  });
};
