const { requestStore } = require('../../request-store.cjs');

module.exports = function keepId(req, res, next) {
  const id = req.headers['x-request-id'];
  if (id !== undefined) res.setHeader('X-Request-Id', id);
  requestStore.run({ id }, next);
};
