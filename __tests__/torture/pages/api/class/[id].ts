import { type APIContext, HttpEndpoint } from 'express-pages-api';
import { ran } from '../../../calls';

export default class Item extends HttpEndpoint {
  get({ params }: APIContext): Response {
    ran('class');
    return Response.json({ file: 'class', id: params['id'] });
  }
}
