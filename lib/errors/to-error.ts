import { inspect } from 'node:util';
import { describeValue } from './http-error';

/** What error handlers read of an error, the one of Express among them. */
const knownNames = ['name', 'message', 'stack', 'status', 'statusCode', 'expose', 'code', 'body', 'headers'] as const;
type Known = Partial<Record<(typeof knownNames)[number], unknown>>;

/**
 * What anything thrown becomes: an object that any error handler can read and show. Express reads
 * `next(undefined)` and `next('route')` as "go on", and shows an error where nobody catches what that throws.
 */
export function toError(thrown: unknown, where: string): Error {
  if (typeof thrown !== 'object' || thrown === null) {
    return new Error(`${where} threw ${describe(thrown)}, which is not an Error`, causeOf(thrown));
  }
  if (isShowable(thrown)) return thrown as Error;
  return wrapError(thrown, `${where} threw an object that cannot be shown`);
}

/** Another error that says the same, for one that cannot be handed on; what cannot be read of it is left out. */
export function wrapError(thrown: object, fallback: string, changes: Known = {}): Error {
  const known: Known = { ...readKnown(thrown), ...changes };
  const { name, message, stack, ...rest } = known;
  const error = new Error(typeof message === 'string' && message !== '' ? message : fallback, causeOf(thrown));
  const texts = Object.entries({ name, stack }).filter(([, text]) => typeof text === 'string' && text !== '');
  for (const [key, value] of texts) Object.defineProperty(error, key, { value, writable: true, configurable: true });
  Object.assign(error, rest);
  // Node 24 compares the lines of an error with those of its cause, and fails where the cause alone is shown.
  if (!isInspectable(error)) Reflect.deleteProperty(error, 'cause');
  return error;
}

function readKnown(thrown: object): Known {
  const known: Known = {};
  for (const name of knownNames) {
    try {
      const value: unknown = (thrown as Known)[name];
      if (value !== undefined && isInspectable(value)) known[name] = value;
    } catch {
      // Another error is made because of this one.
    }
  }
  return known;
}

/** Whether a look at a thrown object throws, or what the console and Express's own error handler do with it. */
function isShowable(thrown: object): boolean {
  try {
    const { name, message, stack } = thrown as Known;
    for (const known of knownNames) void (thrown as Known)[known];
    // A proxy may forbid to ask for its class, too.
    Object.getPrototypeOf(thrown);
    for (const text of [name, message, stack, thrown]) void `${text as string}`;
    // Express 4 calls it by its name.
    return typeof (thrown as Error).toString() === 'string' && isInspectable(thrown);
  } catch {
    return false;
  }
}

function isInspectable(thrown: unknown): boolean {
  try {
    inspect(thrown);
    return true;
  } catch {
    return false;
  }
}

/** The console shows a cause with its error. */
function causeOf(thrown: unknown): ErrorOptions | undefined {
  return isInspectable(thrown) ? { cause: thrown } : undefined;
}

function describe(thrown: unknown): string {
  try {
    return describeValue(thrown);
  } catch {
    return 'a value that cannot be read';
  }
}
