import type { EndpointConfig, NextApiRequest, NextApiResponse } from 'express-pages-api';
import type { AppLocals } from '../../locals';
import { readText } from '../../read-text';

/** The form on the page; 303 makes the browser fetch the next page with GET. */
export default async function contact(req: NextApiRequest, res: NextApiResponse & { locals: AppLocals }) {
  if (req.method !== 'POST') {
    res.setHeader('Allow', 'POST');
    return res.status(405).end();
  }
  const values = [readText(req.body, 'name', 100), readText(req.body, 'email', 200), readText(req.body, 'text', 2000)];
  await res.locals.database.query('insert into messages (name, email, text) values ($1, $2, $3)', values);
  res.redirect(303, '/#thanks');
}

// Off by default for Next.js style, but this is a form.
export const config: EndpointConfig = { csrf: true };
