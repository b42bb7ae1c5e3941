exports.onRequest = async ({ request, locals }, next) => {
  const user = request.headers.get('authorization');
  if (user === null) return new Response('Who are you?', { status: 401 });
  locals.user = user;
  const response = await next();
  response.headers.set('X-User', user);
  return response;
};
