import type { CorsGuard } from '../guards/cors';
import type { CsrfGuard } from '../guards/csrf';
import type { MiddlewareStep } from '../modules/middleware-module';
import type { Endpoint, RouteModule } from '../modules/route-module';
import type { EndpointRoute } from './endpoint-route';
import type { Handler } from './handler';
import type { RouteGuards } from './route-guards';

/** What is left of a module once its handler is made. */
export interface ServedModule extends Pick<RouteModule, 'style' | 'config' | 'namespace'> {
  readonly kind: Endpoint['kind'];
}

/** A route with everything a request needs, computed at start-up. */
export interface ServedRoute extends EndpointRoute {
  readonly module: ServedModule;
  readonly handler: Handler;
  /** The middleware of the folders, outer first, then the file's own. */
  readonly chain: readonly MiddlewareStep[];
  readonly cors: CorsGuard | undefined;
  readonly csrf: CsrfGuard | undefined;
  /** The guards as the table of routes shows them. */
  readonly guards: RouteGuards;
  /** Answered from memory. */
  readonly isPrerendered: boolean;
  readonly methodNotAllowed: 404 | 405 | 'next';
  /** Astro serves `/data.json` but not `/data.json/`. */
  readonly refusesTrailingSlash: boolean;
}
