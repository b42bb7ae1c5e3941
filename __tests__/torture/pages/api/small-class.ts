import { type APIContext, HttpEndpoint } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { api: { bodyParser: { sizeLimit: '10kb' } } };

export default class Small extends HttpEndpoint {
  async post({ request }: APIContext): Promise<Response> {
    const { length } = await request.text();
    ran('small-class');
    return new Response(`read ${length}`);
  }
}
