import type { RouteGuards } from './handlers/route-guards';
import type { ServedRoute } from './handlers/served-route';
import type { EndpointStyle } from './modules/endpoint-config';

/** One line of the route table. */
export interface RouteInfo {
  /** `/api/users/[id]`; a mounted router ends in `/**`. */
  readonly pattern: string;
  /** The methods it answers, HEAD and OPTIONS among them; `*` stands for every method. */
  readonly methods: readonly string[];
  /** Path below the routes directory. */
  readonly path: string;
  /** Absolute path. */
  readonly file: string;
  readonly style: EndpointStyle;
  /** The middleware that runs before it, outer first. */
  readonly middleware: readonly { readonly name: string; readonly file: string }[];
  /** What may refuse a request before the handler runs. */
  readonly guards: RouteGuards;
  /** Answered from memory: its handler and middleware ran ahead of time. */
  readonly prerendered: boolean;
}

export function toRouteInfo(route: ServedRoute): RouteInfo {
  const { kind } = route.module;
  const isPerMethod = kind === 'methods' || kind === 'class' || kind === 'by-method';
  return {
    pattern: route.mount ? `${route.pattern.replace(/\/$/, '')}/**` : route.pattern,
    methods: isPerMethod ? route.handler.allow : ['*'],
    path: route.path,
    file: route.file,
    style: route.module.style,
    middleware: route.chain.map(({ call, file, kind: step }) => ({
      name: nameOf(call) ?? (step === 'web' ? 'onRequest' : 'anonymous'),
      file,
    })),
    guards: route.guards,
    prerendered: route.isPrerendered,
  };
}

/** What a module system calls an export is no name. */
function nameOf({ name }: { readonly name: string }): string | undefined {
  return name === '' || name === 'default' || name.includes('exports') ? undefined : name;
}
