exports.default = require('../perform');
