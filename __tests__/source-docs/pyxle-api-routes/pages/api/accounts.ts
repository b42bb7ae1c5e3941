// Document: "Using HTTPEndpoint classes"
import { type APIContext, HttpEndpoint } from 'express-pages-api';

export class Users extends HttpEndpoint {
  get(): Response {
    return Response.json({ users: [] });
  }

  async post({ request }: APIContext): Promise<Response> {
    await request.json();
    return Response.json({ created: true }, { status: 201 });
  }
}
