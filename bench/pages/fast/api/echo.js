const { FastResponse: Response } = require('../../../../dist');
exports.POST = async ({ request }) => Response.json(await request.json());
