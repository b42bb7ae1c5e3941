const { streams } = require('../../../../request-store.cjs');

exports.GET = ({ params }) => {
  let timer;
  let n = 0;
  streams.open++;
  const body = new ReadableStream({
    start(controller) {
      timer = setInterval(() => controller.enqueue(`data: ${params.id} ${n++}\n\n`), 5);
    },
    cancel() {
      clearInterval(timer);
      streams.open--;
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
};
