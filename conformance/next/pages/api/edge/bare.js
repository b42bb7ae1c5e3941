export const runtime = 'edge';
export default async function handler(request) { return new Response('bare ' + request.method); }
