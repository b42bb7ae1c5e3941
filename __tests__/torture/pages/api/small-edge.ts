import { ran } from '../../calls';

export const config = { runtime: 'edge', api: { bodyParser: { sizeLimit: '10kb' } } };

export default async function handler(request: Request): Promise<Response> {
  const { length } = await request.text();
  ran('small-edge');
  return new Response(`read ${length}`);
}
