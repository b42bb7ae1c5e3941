export const config = { api: { bodyParser: false } };
export default async (req, res) => {
  let size = 0;
  for await (const chunk of req) size += chunk.length;
  res.json({ size, body: String(req.body), ended: req.readableEnded });
};
