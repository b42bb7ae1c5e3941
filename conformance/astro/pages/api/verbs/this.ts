export function GET() { return Response.json({ isModule: typeof this?.GET, count: arguments.length }); }
