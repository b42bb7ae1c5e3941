import path from 'node:path';
import type { Application, ErrorRequestHandler, RequestHandler } from 'express';
import { apiRoutes } from 'express-pages-api';
import multer from 'multer';

type ExpressModule = typeof import('express');

const quiet = { warn: () => {}, error: () => {} };

/** The same routes in other places of an app, and behind what real apps have in front. */
export function arrange(app: Application, express: ExpressModule, api: RequestHandler): void {
  mount(app, express, api);
  parse(app, express, api);
  for (const [name, value] of Object.entries(settings)) app.use(`/set/${name}`, forget, subApp(express, api, value));
  for (const [name, onError] of Object.entries(hooks)) {
    app.use(`/hook/${name}`, apiRoutes(path.join(__dirname, 'pages/api'), { logger: quiet, onError }));
  }
  app.use('/answers', api, ((_error, _req, res, _next) => void res.status(418).send('mine')) as ErrorRequestHandler);
  app.use('/throws', api, ((_error, _req, _res, _next) => {
    throw new Error('top secret: in the error handler');
  }) as ErrorRequestHandler);
}

/** Before everything else: what earlier middleware makes of a URL. */
export const rewrite: RequestHandler = (req, _res, next) => {
  req.url = req.url.replace(/^\/rewritten(?=\/)/, '');
  next();
};

function mount(app: Application, express: ExpressModule, api: RequestHandler): void {
  app.use('/v1', api);
  app.use(['/a1', '/a2'], api);
  app.use(/^\/re\d/, api);
  const [outer, inner] = [express.Router(), express.Router()];
  inner.use('/inner', api);
  outer.use('/outer', inner);
  app.use(outer);
  app.use('/other', apiRoutes(path.join(__dirname, 'pages-other/api'), { logger: quiet }));
}

function parse(app: Application, express: ExpressModule, api: RequestHandler): void {
  app.use('/parsed', express.json(), express.urlencoded({ extended: false }), express.text(), api);
  app.use('/raw', express.raw({ type: '*/*' }), api);
  app.use('/multer', multer().none(), api);
}

const settings: Record<string, [name: string, value: unknown]> = {
  proxy: ['trust proxy', true],
  'query-false': ['query parser', false],
  'query-simple': ['query parser', 'simple'],
  'query-extended': ['query parser', 'extended'],
  'query-throws': [
    'query parser',
    () => {
      throw new Error('top secret: query parser');
    },
  ],
};

/** Express 4 keeps the query that the app around has parsed. */
const forget: RequestHandler = (req, _res, next) => {
  Reflect.deleteProperty(req, 'query');
  next();
};

function subApp(express: ExpressModule, api: RequestHandler, [name, value]: [string, unknown]): Application {
  const app = express();
  app.set(name, value);
  app.use(api);
  return app;
}

const hooks: Record<string, () => void> = {
  throws: () => {
    throw new Error('top secret: onError');
  },
  rejects: () => Promise.reject(new Error('top secret: onError')) as unknown as void,
};
