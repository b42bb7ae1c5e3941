export const nothing = 1;
export const ALL = null;
export const GET = () => new Response('get');
