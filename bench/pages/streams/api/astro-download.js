const chunk = Buffer.alloc(64 * 1024, 'x');

exports.GET = ({ url }) => {
  let left = Number(url.searchParams.get('size'));
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(chunk));
      left -= chunk.length;
      if (left <= 0) controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/octet-stream' } });
};
