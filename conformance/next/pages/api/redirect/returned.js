export default (req, res) => res.redirect(302, '/api/hello').setHeader;
