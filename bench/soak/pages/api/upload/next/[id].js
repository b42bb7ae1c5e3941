exports.config = { api: { bodyParser: false } };

exports.default = async function handler(req, res) {
  let length = 0;
  for await (const chunk of req) length += chunk.length;
  res.status(201).json({ id: req.query.id, length });
};
