const { streams } = require('../../../../request-store.cjs');

exports.GET = ({ params, url }) => {
  const body = ReadableStream.from(chunks(params.id, Number(url.searchParams.get('chunks'))));
  return new Response(body, { headers: { 'Content-Type': 'text/plain' } });
};

async function* chunks(id, count) {
  streams.open++;
  try {
    const chunk = new TextEncoder().encode(`${id}\n`.repeat(1000));
    for (let i = 0; i < count; i++) {
      await new Promise(setImmediate);
      yield chunk;
    }
  } finally {
    streams.open--;
  }
}
