exports.config = { api: { bodyParser: false } };

exports.POST = async ({ params, request }) => {
  let length = 0;
  for await (const chunk of request.body) length += chunk.length;
  return Response.json({ id: params.id, length }, { status: 201 });
};
