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

export interface PaginateOptions<P extends Props = Props, Q extends Params = Params> {
  /** Items on a page. @default 10 */
  pageSize?: number;
  /** The route's other parameters. */
  params?: Q;
  /** Handed to the endpoint beside `page`. */
  props?: P;
  /** Changes each URL of `page.url`, to add an extension for instance. */
  format?: (url: string) => string;
}

type Nothing = Record<never, never>;

/** One path for each page of a list. */
export type Paginate = <Data, P extends Props = Nothing, Q extends Params = Nothing>(
  data: readonly Data[],
  options?: PaginateOptions<P, Q>,
) => { params: { page: string | undefined } & Q; props: { page: Page<Data> } & P }[];

export interface GetStaticPathsItem {
  params: Params;
  props?: Props;
}

export interface GetStaticPathsOptions {
  /** Divides a list into pages, for a route with a parameter named `page`. */
  paginate: Paginate;
  routePattern: string;
}

export type GetStaticPathsResult = GetStaticPathsItem[];

/** The paths of a dynamic route that is built ahead of time. */
export type GetStaticPaths = (options: GetStaticPathsOptions) => GetStaticPathsResult | Promise<GetStaticPathsResult>;
