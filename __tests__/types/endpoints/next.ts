import type { NextApiHandler, NextApiRequest, NextApiResponse } from 'next';

interface Task {
  id: string;
  title: string;
}

type Answer = Task | { error: string };

export default function handler(req: NextApiRequest, res: NextApiResponse<Answer>): void {
  const id: string | string[] | undefined = req.query['id'];
  const session: string | undefined = req.cookies['session'];
  const title = req.body.title as string;
  if (Array.isArray(id) || id === undefined) return res.status(400).json({ error: 'One id' });
  if (!session) return void res.redirect(303, '/login');
  res.setHeader('Cache-Control', 'no-store').status(200).json({ id, title });
}

export const typed: NextApiHandler<Answer> = (req, res) => {
  // @ts-expect-error: not what the answer may be
  res.json({ wrong: true });
  // @ts-expect-error: nor here
  res.send(404);
  // @ts-expect-error: a status is a number
  res.status('200');
  // @ts-expect-error: a parameter may be several values
  const id: string = req.query['id'];
  return id;
};

export const untyped: NextApiHandler = async (req, res) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  res.statusCode = 201;
  res.setHeader('Content-Type', 'text/plain');
  res.redirect('/done');
  res.redirect(308, '/done').end();
  res.write('a');
  res.send(Buffer.concat(chunks));
  // @ts-expect-error: a redirect needs a place to go
  res.redirect(307);
};

/** Handlers that wrap handlers, as `withSession(handler)` does. */
export function withTiming<Data>(inner: NextApiHandler<Data>): NextApiHandler<Data> {
  return async function timed(req, res) {
    const started = Date.now();
    await inner(req, res);
    console.log(req.method, req.url, Date.now() - started);
  };
}
export const wrapped: NextApiHandler<Answer> = withTiming(handler);

/** Route files often say what `res` they expect, and no more. */
export const narrow: NextApiHandler = (_req, res: Pick<NextApiResponse, 'status' | 'end'>) => {
  res.status(204);
  res.end();
};
