export const GET = ({ locals }) => { locals.seen = (locals.seen ?? 0) + 1; return Response.json(locals); };
export const POST = (context) => { try { context.locals = {}; return new Response('assigned'); } catch (error) { return new Response(error.name); } };
