const { setTimeout } = require('node:timers/promises');

exports.default = async function handler(req, res) {
  await setTimeout(Number(req.query.ms));
  res.status(200).json({ id: req.query.id });
};
