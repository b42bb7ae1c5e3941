exports.GET = ({ params }) => Response.json({ id: params.id });
