export default (req, res) => {
  const { how = 'timer' } = req.query;
  if (how === 'timer') setTimeout(() => res.status(201).json({ late: true }), 10);
  if (how === 'immediate') setImmediate(() => res.send('immediate'));
  if (how === 'promise') return Promise.resolve().then(() => res.json({ promised: true }));
  if (how === 'microtask') queueMicrotask(() => res.end('micro'));
};
