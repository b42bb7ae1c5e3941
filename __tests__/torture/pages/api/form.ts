import type { APIRoute } from 'express-pages-api';
import { ran } from '../../calls';

export const config = { csrf: false };

export const POST: APIRoute = async ({ request }) => {
  ran('form');
  const form = await request.formData();
  const entries = [...form].map(([name, value]) => [name, typeof value === 'string' ? value : `file ${value.name}`]);
  return Response.json({ entries });
};
