class Store { all() { return [1, 2]; } }
const store = new Store();
export const GET = async () => Response.json(await Promise.resolve(store.all()));
export async function POST({ request }) { const { n } = await request.json(); return Response.json(n * 2); }
