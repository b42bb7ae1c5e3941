import type { Page, Paginate, PaginateOptions } from '../endpoint-types';
import type { Route } from '../routes/route';
import { fillPattern, type StaticParams } from './fill-pattern';
import { StaticPathsError } from './static-paths-error';

const defaultPageSize = 10;

/**
 * The `paginate` that `getStaticPaths` of a route is called with. `[page]` numbers every page,
 * `[...page]` leaves the first one without a number.
 *
 * @see https://docs.astro.build/en/reference/routing-reference/#paginate
 */
export function createPaginate(route: Route): Paginate {
  function paginate(data: readonly unknown[], options: PaginateOptions = {}): unknown {
    const { params, props, format = (url: string) => url } = options;
    const pageSize = options.pageSize || defaultPageSize;
    const numbersFirst = findPagePart(route) === 'param';
    const lastPage = Math.max(1, Math.ceil(data.length / pageSize));
    const paramsOf = (page: number): StaticParams => ({
      ...params,
      page: page > 1 || numbersFirst ? String(page) : undefined,
    });
    const urlOf = (page: number): string | undefined =>
      page < 1 || page > lastPage ? undefined : format(fillPattern(route, paramsOf(page)));
    return Array.from({ length: lastPage }, (_, i) => {
      const number = i + 1;
      const start = i === 0 ? 0 : i * pageSize;
      const end = Math.min(start + pageSize, data.length);
      const page: Page = {
        data: data.slice(start, end),
        start,
        end: end - 1,
        size: pageSize,
        total: data.length,
        currentPage: number,
        lastPage,
        url: {
          current: urlOf(number)!,
          next: urlOf(number + 1),
          prev: urlOf(number - 1),
          first: number === 1 ? undefined : urlOf(1),
          last: number === lastPage ? undefined : urlOf(lastPage),
        },
      };
      return { params: paramsOf(number), props: { ...props, page } };
    });
  }
  return paginate as Paginate;
}

function findPagePart(route: Route): 'param' | 'catch-all' {
  for (const part of route.segments.flat()) if (part.type !== 'text' && part.name === 'page') return part.type;
  throw new StaticPathsError(
    'getStaticPaths() calls paginate(), but the file name has no parameter "page".',
    'Name the file "[page]", or "[...page]" to leave the first page without a number.',
  );
}
