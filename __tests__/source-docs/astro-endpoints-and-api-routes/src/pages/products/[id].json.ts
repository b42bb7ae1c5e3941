// Document: "Dynamic routes and getStaticPaths"
import type { APIRoute, GetStaticPaths } from 'express-pages-api';

const products = [
  { id: '1', name: 'Keyboard' },
  { id: '2', name: 'Mouse' },
];

export const getStaticPaths: GetStaticPaths = () => products.map((product) => ({ params: { id: product.id } }));

export const GET: APIRoute = ({ params }) => {
  const product = products.find((candidate) => candidate.id === params['id']);
  if (!product) {
    return new Response('Not found', { status: 404 });
  }
  return new Response(JSON.stringify(product), {
    headers: { 'Content-Type': 'application/json' },
  });
};
