// Document: "Example: Verifying a captcha"
import type { APIContext } from 'express-pages-api';

export async function post({ request }: APIContext): Promise<Response> {
  const data = (await request.json()) as { recaptcha: string };
  const verification = await fetch('https://www.google.com/recaptcha/api/siteverify', {
    method: 'POST',
    body: new URLSearchParams({ secret: process.env['RECAPTCHA_SECRET'] ?? '', response: data.recaptcha }),
  });
  return new Response(JSON.stringify(await verification.json()), { status: 200 });
}
