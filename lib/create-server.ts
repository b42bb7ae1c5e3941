import http, { type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import https, { type ServerOptions as HttpsServerOptions } from 'node:https';
import { describeValue } from './errors/http-error';
import { addBornPrototype } from './handlers/object-shapes';
import { settleMessages, settleNodeShapes } from './http/lasting-shapes';

/** An Express app, or any other request listener. */
export type App = (req: any, res: any) => unknown;

interface ExpressApp extends App {
  readonly request?: object;
  readonly response?: object;
}

export type CreateServerOptions = Omit<HttpsServerOptions, 'IncomingMessage' | 'ServerResponse'> &
  Omit<ServerOptions, 'IncomingMessage' | 'ServerResponse'>;

type Constructor = new (...args: any[]) => object;

/**
 * An HTTP server whose requests and responses have Express's prototypes from birth.
 *
 * Express gives every request its prototype with `Object.setPrototypeOf`, after which V8 treats it
 * as a slow object. Here that call changes nothing, and the whole app, hand-written routes
 * included, takes a fraction of the time. What an app does stays the same; sub-apps with
 * prototypes of their own behave and cost as before.
 *
 * @param app An Express app; any other listener is served as `http.createServer` would.
 * @param options Those of `http.createServer`, or of `https.createServer` when they hold a key,
 *   a certificate or a PFX.
 * @throws TypeError when the app is no function.
 * @example
 * createServer(app).listen(3000);
 */
export function createServer(app: App, options: CreateServerOptions = {}): Server {
  if (typeof app !== 'function') throw new TypeError(`createServer() needs an Express app, not ${describeValue(app)}`);
  const constructors = bearConstructors(app);
  const isSecure = ['key', 'cert', 'pfx', 'SNICallback'].some((name) => name in options);
  const all = { ...options, ...constructors };
  return isSecure ? https.createServer(all, app) : http.createServer(all, app);
}

function bearConstructors({ request, response }: ExpressApp): ServerOptions {
  if (typeof request !== 'object' || typeof response !== 'object') return {};
  addBornPrototype(response);
  const born = {
    IncomingMessage: bear(http.IncomingMessage, request) as typeof IncomingMessage,
    ServerResponse: bear(http.ServerResponse, response) as typeof ServerResponse,
  };
  settleNodeShapes();
  // What `Reflect.construct` makes has the room of Node's.
  if (constructsOnThis && !hasSetter(request) && !hasSetter(response)) {
    settleMessages(born.IncomingMessage, born.ServerResponse);
  }
  return born;
}

/** Whether an app has added a setter, which is to see real requests only. */
function hasSetter(prototype: object): boolean {
  const ends: unknown[] = [http.IncomingMessage.prototype, http.ServerResponse.prototype, null];
  for (let at = prototype; !ends.includes(at); at = Object.getPrototypeOf(at) as object) {
    if (Object.values(Object.getOwnPropertyDescriptors(at)).some((property) => property.set !== undefined)) return true;
  }
  return false;
}

// Measured: calling Node's constructor on `this` is faster on Node 20, `Reflect.construct` from 22 on.
const constructsOnThis = Number(process.versions.node.split('.')[0]) < 22;

/** A constructor like Node's, but for the prototype; Express's own descends from Node's. */
function bear(parent: unknown, prototype: object): unknown {
  const Parent = parent as Constructor & ((this: object, ...args: unknown[]) => void);
  const Born = constructsOnThis
    ? function (this: object, ...args: unknown[]): void {
        Parent.apply(this, args);
      }
    : function (...args: unknown[]): object {
        return Reflect.construct(Parent, args, Born as unknown as Constructor);
      };
  Born.prototype = prototype;
  // V8 reserves room in an object for what all constructors in this chain assign. Without Node's in it, a response
  // would outgrow its room while it is made, and become a dictionary: Express would take half as many instructions again.
  Object.setPrototypeOf(Born, Parent);
  return Born;
}
