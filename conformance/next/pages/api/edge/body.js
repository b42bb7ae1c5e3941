export const config = { runtime: 'edge' };

export default async function handler(request) {
  const how = new URL(request.url).searchParams.get('how');
  if (how === 'json') return Response.json({ got: await request.json() });
  if (how === 'form') { const form = await request.formData(); return Response.json([...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name + ':' + value.size])); }
  if (how === 'bytes') return Response.json({ size: (await request.arrayBuffer()).byteLength });
  if (how === 'blob') { const blob = await request.blob(); return Response.json({ size: blob.size }); }
  if (how === 'null') return Response.json({ body: request.body === null, used: request.bodyUsed });
  if (how === 'pass') return new Response(request.body, { headers: { 'content-type': 'application/octet-stream' } });
  if (how === 'headers') return Response.json({ type: request.headers.get('content-type'), custom: request.headers.get('X-Custom'), length: request.headers.get('content-length') });
  return new Response(await request.text());
}
