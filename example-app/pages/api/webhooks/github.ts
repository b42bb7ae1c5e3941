import { createHmac, timingSafeEqual } from 'node:crypto';
import { type EndpointConfig, HttpError, type NextApiRequest, type NextApiResponse } from 'express-pages-api';
import type { AppLocals } from '../../../locals';

/** An issue opened on GitHub becomes a task. The signature covers the bytes as they were sent. */
export default async function github(req: NextApiRequest, res: NextApiResponse & { locals: AppLocals }) {
  if (req.method !== 'POST') {
    res.setHeader('Allow', 'POST');
    return res.status(405).end();
  }
  const secret = process.env['WEBHOOK_SECRET'];
  if (!secret) throw new HttpError(503, 'WEBHOOK_SECRET is not set', { expose: true });
  if (!isSigned(req.rawBody!, secret, req.headers['x-hub-signature-256'])) {
    throw new HttpError(401, 'The signature is missing or wrong', { code: 'bad_signature' });
  }
  const { action, issue } = req.body as { action?: string; issue?: { title?: string } };
  if (req.headers['x-github-event'] === 'issues' && action === 'opened') {
    await res.locals.tasks.create({ title: issue?.title });
  }
  res.status(204).end();
}

/** @see https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
function isSigned(bytes: Buffer, secret: string, header: unknown): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`);
  const actual = Buffer.from(String(header));
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

export const config: EndpointConfig = { api: { bodyParser: { rawBody: true } } };
