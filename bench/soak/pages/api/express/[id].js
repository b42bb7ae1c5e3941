const { handlers } = require('../../../../../dist');
const { requestStore } = require('../../../request-store.cjs');

exports.config = { api: { bodyParser: { sizeLimit: '64kb' } } };

exports.default = handlers({
  get: [
    (req, res, next) => {
      res.locals.id = req.params.id;
      setImmediate(next);
    },
    (req, res) => res.json({ id: res.locals.id, stored: requestStore.getStore().id, query: req.query.q }),
  ],
  post: (req, res) => res.status(201).json({ id: req.params.id, stored: requestStore.getStore().id, ...req.body }),
});
