import { validateHeaderName, validateHeaderValue } from 'node:http';

type Header = readonly [name: string, value: string | string[]];

/** The headers of an error that can be sent; what is none, or cannot be read, is left out. */
export function sendableHeaders(headers: unknown): Header[] {
  if (typeof headers !== 'object' || headers === null) return [];
  try {
    return Object.keys(headers).flatMap((name) => readHeader(headers as Record<string, unknown>, name));
  } catch {
    return [];
  }
}

function readHeader(headers: Record<string, unknown>, name: string): Header[] {
  try {
    const value = headers[name] as string;
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return [[name, Array.isArray(value) ? value.map(String) : String(value)]];
  } catch {
    return [];
  }
}
