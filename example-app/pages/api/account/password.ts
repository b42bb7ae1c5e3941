import { type APIContext, HttpEndpoint } from 'express-pages-api';
import type { AppLocals } from '../../../locals';

export default class Password extends HttpEndpoint {
  async put({ locals, request }: APIContext): Promise<Response> {
    const { user, users } = locals as AppLocals;
    await users.setPassword(user!.id, await request.json());
    return new Response(null, { status: 204 });
  }
}
