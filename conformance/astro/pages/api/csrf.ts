export const ALL = async ({ request }) => new Response('passed ' + request.method);
