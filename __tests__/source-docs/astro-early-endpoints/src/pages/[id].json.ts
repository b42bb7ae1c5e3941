// Document: "Server Endpoints (API Routes)"
import type { APIContext } from 'express-pages-api';

const products = new Map([['helmet', { name: 'Helmet', price: 80 }]]);

// eslint-disable-next-line @typescript-eslint/require-await
export async function get({ params }: APIContext): Promise<Response> {
  const product = products.get(params['id']!);
  if (!product) return new Response(null, { status: 404, statusText: 'Not found' });
  return new Response(JSON.stringify(product), {
    status: 200,
    headers: { 'Content-Type': 'application/json' },
  });
}
