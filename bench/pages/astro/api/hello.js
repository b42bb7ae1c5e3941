exports.GET = () => Response.json({ hello: 'world' });
