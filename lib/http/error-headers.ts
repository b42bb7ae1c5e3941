import { validateHeaderName, validateHeaderValue } from 'node:http';
import { hopByHopHeaders } from './write-head';

type Header = readonly [name: string, value: string | string[]];

/** What frames another body than that of the error; errors of HTTP clients bring all headers of an answer. */
const bodyHeaders = new Set(['content-length', 'content-encoding']);

/** The headers of an error that can be sent with its answer; what is none, or cannot be read, is left out. */
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
    const text = Array.isArray(value) ? value.map(String) : String(value);
    return belongsToConnection(name.toLowerCase(), text) ? [] : [[name, text]];
  } catch {
    return [];
  }
}

/** Framing and the connection are the server's; an error may end the connection, as that of a refused body does. */
function belongsToConnection(name: string, value: string | string[]): boolean {
  if (name === 'connection') return String(value).toLowerCase() !== 'close';
  return hopByHopHeaders.has(name) || bodyHeaders.has(name);
}
