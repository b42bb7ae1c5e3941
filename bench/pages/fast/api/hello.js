const { FastResponse: Response } = require('../../../../dist');
exports.GET = () => Response.json({ hello: 'world' });
