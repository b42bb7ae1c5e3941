export const config = { api: { externalResolver: true, responseLimit: '1kb' } };
export default (req, res) => { setTimeout(() => res.send('z'.repeat(3000)), 5); };
