export const DELETE = () => new Response('deleted', { status: 202 });
export const OPTIONS = () => new Response(null, { status: 204, headers: { allow: 'DELETE', 'access-control-allow-methods': 'DELETE' } });
export const PATCH = ({ request }) => new Response('patched ' + request.method);
