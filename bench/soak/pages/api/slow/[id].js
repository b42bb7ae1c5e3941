const { setTimeout } = require('node:timers/promises');

/** Rests as a database would; a client that leaves ends the rest. */
exports.GET = async ({ params, request, url }) => {
  await setTimeout(Number(url.searchParams.get('ms')), undefined, { signal: request.signal });
  return Response.json({ id: params.id });
};
