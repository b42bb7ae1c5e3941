export const ALL = async ({ request }) =>
  Response.json({
    method: request.method, type: request.headers.get('content-type'), length: request.headers.get('content-length'), host: request.headers.get('HOST'), custom: request.headers.get('x-custom'), multi: request.headers.get('x-multi'), cookie: request.headers.get('cookie'), hasBody: request.body !== null, used: request.bodyUsed, signal: request.signal instanceof AbortSignal, aborted: request.signal.aborted, names: [...request.headers.keys()].filter((name) => name.startsWith('x-')), mode: typeof request.clone,
  });
