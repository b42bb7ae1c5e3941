import { type APIContext, HttpEndpoint } from 'express-pages-api';
import type { AppLocals } from '../../../../locals';
import { readText } from '../../../../read-text';

interface Comment {
  id: number;
  text: string;
  createdAt: Date;
}

const columns = 'id, text, created_at as "createdAt"';
const maxTextLength = 2000;

/** Class style: each request has an instance of its own. */
export default class Comments extends HttpEndpoint {
  async get({ locals, params }: APIContext): Promise<Response> {
    const { database, tasks } = locals as AppLocals;
    const { id } = await tasks.get(params.id);
    return Response.json(
      await database.query<Comment>(`select ${columns} from comments where task_id = $1 order by id`, [id]),
    );
  }

  async post({ locals, params, request }: APIContext): Promise<Response> {
    const { database, tasks } = locals as AppLocals;
    const { id } = await tasks.get(params.id);
    const text = readText(await request.json(), 'text', maxTextLength);
    const [comment] = await database.query<Comment>(
      `insert into comments (task_id, text) values ($1, $2) returning ${columns}`,
      [id, text],
    );
    return Response.json(comment, { status: 201 });
  }
}
