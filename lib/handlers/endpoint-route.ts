import type { BodyLimit } from '../http/read-body';
import type { Route } from '../routes/route';
import type { RawBodyWatch } from './watch-raw-body';

/** What a handler call may know of its route. */
export interface EndpointRoute extends Route {
  /** What `req.route` is meanwhile. */
  readonly shownRoute: { readonly path: string };
  /** The limit of `config`, or of the app; infinite when the body parser is off. */
  readonly bodyLimit: BodyLimit;
  readonly isBodyParsed: boolean;
  readonly keepsRawBody: boolean;
  readonly isRereadable: boolean;
  /** Set for a route that wants the bytes of the body. */
  readonly watchRawBody: RawBodyWatch | undefined;
}
