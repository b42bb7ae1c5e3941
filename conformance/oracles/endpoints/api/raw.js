exports.default = async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  res.setHeader('X-Bytes', Buffer.concat(chunks).length);
  await require('../perform')(req, res);
};
exports.config = { api: { bodyParser: false } };
