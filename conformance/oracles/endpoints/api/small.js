exports.default = require('../perform');
exports.config = { api: { bodyParser: { sizeLimit: '20b' } } };
