export default (req, res) =>
  res.json({
    method: req.method,
    version: req.httpVersion,
    cookie: req.headers.cookie ?? null,
    custom: req.headers['x-custom'] ?? null,
    raw: req.rawHeaders.includes('X-Custom') || req.rawHeaders.includes('x-custom'),
    own: ['status', 'send', 'json', 'redirect', 'setDraftMode', 'setPreviewData', 'clearPreviewData', 'revalidate'].map((name) => typeof res[name]).join(),
    draft: String(req.draftMode) + String(req.preview),
    env: String(req.env),
  });
