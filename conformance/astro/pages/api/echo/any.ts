export const ALL = async ({ request, url }) => {
  const how = url.searchParams.get('how');
  if (how === 'json') return Response.json({ got: await request.json() });
  if (how === 'safe') return Response.json({ got: await request.json().catch((error) => error.name) });
  if (how === 'form') { const form = await request.formData(); return Response.json([...form].map(([name, value]) => [name, typeof value === 'string' ? value : [value.name, value.type, value.size]])); }
  if (how === 'safeForm') return Response.json({ got: await request.formData().then((form) => [...form.keys()], (error) => error.name) });
  if (how === 'bytes') return new Response(Buffer.from(await request.arrayBuffer()).toString('hex'));
  if (how === 'blob') { const blob = await request.blob(); return Response.json({ size: blob.size, type: blob.type }); }
  if (how === 'clone') { const copy = request.clone(); return Response.json([await request.text(), await copy.text()]); }
  if (how === 'twice') { await request.text(); return Response.json(await request.text().catch((error) => error.name)); }
  if (how === 'pass') return new Response(request.body, { headers: { 'content-type': request.headers.get('content-type') ?? 'none/none' } });
  if (how === 'size') return Response.json((await request.arrayBuffer()).byteLength);
  if (how === 'ignore') return new Response('ignored');
  if (how === 'new') return new Response(await new Request(request).text());
  if (how === 'null') return Response.json({ isNull: request.body === null, text: await request.text() });
  return new Response(await request.text());
};
