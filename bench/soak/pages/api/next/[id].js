const { requestStore } = require('../../../request-store.cjs');

exports.config = { api: { bodyParser: { sizeLimit: '64kb' } } };

exports.default = function handler(req, res) {
  const { id } = req.query;
  if (req.method === 'POST') return res.status(201).json({ id, stored: requestStore.getStore().id, ...req.body });
  res.status(200).json({ id, stored: requestStore.getStore().id, query: req.query.q });
};
