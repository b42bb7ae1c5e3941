const { FastResponse } = require('../../../../../dist');
const { requestStore } = require('../../../request-store.cjs');

exports.GET = ({ params, url }) =>
  FastResponse.json({ id: params.id, stored: requestStore.getStore().id, query: url.searchParams.get('q') });
