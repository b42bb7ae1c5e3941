import { HttpError } from 'express-pages-api';

// Accepted: `Buy milk`; refused: an empty text and control characters other than line breaks and tabs.
const printable = /^[\P{Cc}\t\r\n]+$/u;

/**
 * A text field of a body that came from outside.
 *
 * @throws HttpError 422 that names the field.
 */
export function readText(body: unknown, field: string, maxLength: number): string {
  const value = (body as Record<string, unknown> | null | undefined)?.[field];
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.length <= maxLength && printable.test(text)) return text;
  throw new HttpError(422, `The ${field} must have 1 to ${maxLength} characters`, { code: `invalid_${field}` });
}
