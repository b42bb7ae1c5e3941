export const HEAD = () => new Response('dropped', { status: 203, headers: { 'x-from': 'head', 'content-length': '7' } });
export const ALL = ({ request }) => new Response('all ' + request.method);
