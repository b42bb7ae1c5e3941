const path = require('node:path');

// Next.js itself is in the conformance package, outside of this folder.
module.exports = { turbopack: { root: path.join(__dirname, '../../..') } };
