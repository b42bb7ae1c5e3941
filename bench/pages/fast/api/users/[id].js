const { FastResponse: Response } = require('../../../../../dist');
exports.GET = ({ params }) => Response.json({ id: params.id });
