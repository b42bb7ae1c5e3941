const { requestStore } = require('../../../request-store.cjs');

exports.config = { api: { bodyParser: { sizeLimit: '64kb' } }, cors: { origin: 'https://allowed.example' } };

exports.GET = ({ params, url }) =>
  Response.json({ id: params.id, stored: requestStore.getStore().id, query: url.searchParams.get('q') });

exports.POST = async ({ params, request }) => {
  const body = await request.json();
  return Response.json({ id: params.id, stored: requestStore.getStore().id, ...body }, { status: 201 });
};
