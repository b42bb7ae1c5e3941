import { type APIRoute, type EndpointConfig, HttpError } from 'express-pages-api';
import type { AppLocals } from '../../../locals';

interface StoredFile {
  id: number;
  name: string;
  type: string;
  size: number;
}

const columns = 'id, name, type, length(bytes) as size';

export const GET: APIRoute = async ({ locals }) => {
  const { database } = locals as AppLocals;
  return Response.json(await database.query<StoredFile>(`select ${columns} from files order by id`));
};

export const POST: APIRoute = async ({ locals, request }) => {
  const { database } = locals as AppLocals;
  const file = (await request.formData()).get('file');
  if (file === null || typeof file === 'string') {
    throw new HttpError(422, 'Send a file in the form field "file"', { code: 'no_file' });
  }
  const bytes = Buffer.from(await file.arrayBuffer());
  const [stored] = await database.query<StoredFile>(
    `insert into files (name, type, bytes) values ($1, $2, $3) returning ${columns}`,
    [file.name, file.type, bytes],
  );
  return Response.json(stored, { status: 201, headers: { Location: `/api/files/${stored!.id}` } });
};

export const config: EndpointConfig = { api: { bodyParser: { sizeLimit: '2mb' } } };
