export { apiRoutes } from './api-routes';
export type { ApiRoutesMiddleware } from './create-middleware';
export { createServer, type App, type CreateServerOptions } from './create-server';
export type {
  APIRoute,
  GetStaticPaths,
  GetStaticPathsItem,
  GetStaticPathsOptions,
  GetStaticPathsResult,
  MiddlewareHandler,
  MiddlewareNext,
  Page,
  PaginateOptions,
} from './endpoint-types';
export { HttpError, type HttpErrorOptions, isHttpError } from './errors/http-error';
export { RouteError, type RouteProblem } from './errors/route-error';
export type { APIContext, JsonRequest, Params, Props, RedirectStatus } from './handlers/api-context';
export type { EdgeContext } from './handlers/edge-style';
export type { Logger } from './handlers/exchange';
export type { NextApiResponse } from './handlers/next-response';
export type { NextApiHandler, NextApiRequest } from './handlers/next-style';
export type { Cookie, CookieDeleteOptions, CookieGetOptions, Cookies, CookieSetOptions } from './http/cookies';
export { FastResponse } from './http/fast-response';
export { problemDetails, type ErrorMiddleware, type ProblemDetailsOptions } from './http/problem-details';
export type { BodyParserConfig, CsrfOptions, EndpointConfig, EndpointStyle } from './modules/endpoint-config';
export { type ListedRoute, listAllRoutes, type RouteShadow } from './migrate/list-all-routes';
export {
  handlers,
  type BrandedHandlers,
  type ExpressMiddleware,
  type HandlersByMethod,
  type NextFunction,
} from './modules/express-handlers';
export { HttpEndpoint } from './modules/http-endpoint';
export type { ImportModule } from './modules/load-module';
export type { ApiRoutesOptions } from './options';
export type { RouteInfo } from './route-info';
