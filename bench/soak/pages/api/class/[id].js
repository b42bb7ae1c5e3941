const { HttpEndpoint } = require('../../../../../dist');
const { requestStore } = require('../../../request-store.cjs');

exports.config = { api: { bodyParser: { sizeLimit: '64kb' } } };

exports.default = class Items extends HttpEndpoint {
  get({ params, url }) {
    return Response.json({ id: params.id, stored: requestStore.getStore().id, query: url.searchParams.get('q') });
  }

  /** Reads the body twice, as Starlette allows. */
  async post({ params, request }) {
    const text = await request.text();
    const body = request.headers.get('content-type').startsWith('application/json')
      ? await request.json()
      : Object.fromEntries(await request.formData());
    const { id } = requestStore.getStore();
    return Response.json({ id: params.id, stored: id, ...body, length: text.length }, { status: 201 });
  }
};
