export const get = (): Response => Response.json({ secret: true });
