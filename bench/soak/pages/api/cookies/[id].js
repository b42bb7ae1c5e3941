const { requestStore } = require('../../../request-store.cjs');

/** Sends back the cookie that came, and another that the next request brings. */
exports.GET = ({ params, cookies }) => {
  const came = cookies.get('came')?.json();
  cookies.set('goes', { id: params.id }, { path: '/', httpOnly: true });
  return Response.json({ id: params.id, stored: requestStore.getStore().id, query: came.id });
};
