import type { APIContext, Params, Props } from './handlers/api-context';

/** An Astro-style endpoint: `export const GET: APIRoute = ({ params }) => Response.json(params)`. */
export type APIRoute<P extends Props = Props, Q extends Params = Params> = (
  context: APIContext<P, Q>,
) => Response | Promise<Response>;

/** What `next()` of an `onRequest` middleware is: it resolves to the answer of what lies inside. */
export type MiddlewareNext = (payload?: string | URL | Request) => Promise<Response>;

/** Astro-style middleware: `export const onRequest: MiddlewareHandler = (context, next) => next()`. */
export type MiddlewareHandler = (
  context: APIContext,
  next: MiddlewareNext,
) => Promise<Response> | Response | Promise<void> | void;

/** One page of a list that `paginate()` has divided. */
export interface Page<Data = any> {
  data: Data[];
  start: number;
  end: number;
  total: number;
  currentPage: number;
  size: number;
  lastPage: number;
  url: {
    current: string;
    prev: string | undefined;
    next: string | undefined;
    first: string | undefined;
    last: string | undefined;
  };
}

export interface PaginateOptions {
  /** Items on a page. @default 10 */
  pageSize?: number;
  params?: Params;
  props?: Props;
}

export interface GetStaticPathsItem {
  params: Params;
  props?: Props;
}

export interface GetStaticPathsOptions {
  /** Divides a list into pages, for a route with a parameter named `page`. */
  paginate: <Data>(data: readonly Data[], options?: PaginateOptions) => GetStaticPathsItem[];
  routePattern: string;
}

export type GetStaticPathsResult = GetStaticPathsItem[];

/** The paths of a dynamic route that is built ahead of time. */
export type GetStaticPaths = (options: GetStaticPathsOptions) => GetStaticPathsResult | Promise<GetStaticPathsResult>;
