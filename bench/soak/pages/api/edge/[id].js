const { requestStore } = require('../../../request-store.cjs');

exports.config = { runtime: 'edge', api: { bodyParser: { sizeLimit: '64kb' } } };

exports.default = async function handler(request) {
  const url = new URL(request.url);
  const id = url.pathname.split('/').at(-1);
  const stored = requestStore.getStore().id;
  if (request.method === 'GET') return Response.json({ id, stored, query: url.searchParams.get('q') });
  return Response.json({ id, stored, ...(await request.json()) }, { status: 201 });
};
