import { randomBytes } from 'node:crypto';
import path from 'node:path';
import compression from 'compression';
import express, { type Express, type Request, type Response } from 'express';
import session from 'express-session';
import { apiRoutes, type ApiRoutesMiddleware, HttpError, problemDetails } from 'express-pages-api';
import helmet from 'helmet';
import morgan from 'morgan';
import type { Database } from './database';
import type { AppLocals } from './locals';
import { TaskStore, toId } from './tasks';
import { UserStore } from './users';

export interface ExampleApp {
  readonly app: Express;
  /** The file routes; `api.routes` is their table. */
  readonly api: ApiRoutesMiddleware;
  readonly tasks: TaskStore;
}

/** An Express app that is half-way moved: most endpoints are files, a few are still written by hand. */
export async function createApp(database: Database): Promise<ExampleApp> {
  const tasks = await TaskStore.open(database);
  const locals = { database, tasks, users: new UserStore(database) } satisfies AppLocals;
  const api = apiRoutes(path.join(__dirname, 'pages'));
  await api.ready;

  const app = express();
  app.disable('x-powered-by');
  app.use(morgan('dev', { skip: () => process.env['NODE_ENV'] === 'test' }));
  // The example has no TLS: a page that upgraded its own requests would not load anything.
  app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }));
  app.use(compression());
  app.use(express.static(path.join(__dirname, 'public')));
  app.use(
    session({
      name: 'session',
      secret: process.env['SESSION_SECRET'] ?? randomBytes(32).toString('hex'),
      cookie: { httpOnly: true, sameSite: 'lax' },
      resave: false,
      saveUninitialized: false,
    }),
  );
  app.use((_req, res, next) => {
    Object.assign(res.locals, locals);
    next();
  });

  app.use(api);

  // Not moved yet. GET of /api/users is a file already; what a file does not answer comes here.
  app.post('/api/users', express.json(), createUser);
  app.get('/api/users/:id', showUser);
  app.get('/healthz', showHealth);

  app.use((_req, _res, next) => next(new HttpError(404)));
  app.use(problemDetails());
  return { app, api, tasks };
}

type AppResponse = Response<unknown, AppLocals>;

async function createUser(req: Request, res: AppResponse): Promise<void> {
  const { id, name } = await res.locals.users.create(req.body);
  res.status(201).location(`/api/users/${id}`).json({ id, name });
}

async function showUser(req: Request<{ id: string }>, res: AppResponse): Promise<void> {
  const user = await res.locals.users.get(toId(req.params.id));
  if (!user) throw new HttpError(404, 'No such user', { code: 'user_not_found' });
  res.json({ id: user.id, name: user.name });
}

async function showHealth(_req: Request, res: AppResponse): Promise<void> {
  await res.locals.database.query('select 1');
  res.type('text').send('ok\n');
}
