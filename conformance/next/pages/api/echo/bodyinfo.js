export default (req, res) => {
  const { body } = req;
  res.json({
    type: typeof body,
    proto: body !== null && typeof body === 'object' ? String(Object.getPrototypeOf(body)?.constructor?.name) : null,
    keys: body !== null && typeof body === 'object' ? Object.keys(body).length : null,
    length: typeof body === 'string' ? body.length : null,
  });
};
