// Document: "HTTP methods"
import type { APIContext } from 'express-pages-api';

const answer = (name: string) => (): { body: string } => ({ body: JSON.stringify({ answeredBy: name }) });

export const get = answer('get');
export const post = answer('post');
export const del = answer('del');

export function all({ request }: APIContext): { body: string } {
  return { body: JSON.stringify({ answeredBy: 'all', method: request.method }) };
}
