import type { Request, Response } from 'express';
import { handlers, HttpError } from 'express-pages-api';
import type { AppLocals } from '../../../locals';
import { toId } from '../../../tasks';

/** Always a download: what a stranger sent must not run on our origin. */
async function download(req: Request<{ id: string }>, res: Response<unknown, AppLocals>): Promise<void> {
  const [file] = await res.locals.database.query<{ name: string; bytes: Uint8Array }>(
    'select name, bytes from files where id = $1',
    [toId(req.params.id)],
  );
  if (!file) throw new HttpError(404, 'No such file', { code: 'file_not_found' });
  res.attachment(file.name).type('application/octet-stream').send(Buffer.from(file.bytes));
}

export default handlers({ get: download });
