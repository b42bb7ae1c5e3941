export default (req, res) => {
  const status = res.status(201) === res;
  const header = res.setHeader('x-a', '1') === res;
  const json = res.json({ status, header });
  res.socket?.emit('noticed', json);
};
