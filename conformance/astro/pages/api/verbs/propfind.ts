export const PROPFIND = ({ request }) => new Response('found ' + request.method);
export const QUERY = async ({ request }) => new Response('query ' + (await request.text()));
