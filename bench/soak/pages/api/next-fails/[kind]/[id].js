const ways = {
  throws: () => {
    throw new Error('thrown');
  },
  rejects: async () => {
    await new Promise(setImmediate);
    throw new Error('rejected');
  },
  'after-head': async ({ query }, res) => {
    res.writeHead(200, { 'Content-Type': 'text/plain' });
    res.write(`${query.id}\n`);
    await new Promise(setImmediate);
    throw new Error('thrown in mid-answer');
  },
  twice: ({ query }, res) => {
    res.status(200).json({ id: query.id });
    res.end('a second answer');
  },
};

exports.default = (req, res) => ways[req.query.kind](req, res);
