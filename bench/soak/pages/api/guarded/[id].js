const { requestStore } = require('../../../request-store.cjs');

exports.GET = ({ params, locals }) =>
  Response.json({ id: params.id, stored: requestStore.getStore().id, query: locals.user });
