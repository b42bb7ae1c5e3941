import type { Framework } from './framework-project';

/** What an import of the framework's own modules becomes. */
export type ModuleAnswer =
  /** Its names are types that this package has too. */
  { readonly kind: 'types' } | { readonly kind: 'hand'; readonly advice: string };

/** Names that this package exports, by the framework's name. */
export const ownTypes: Record<Framework, Readonly<Record<string, string>>> = {
  next: {
    NextApiRequest: 'NextApiRequest',
    NextApiResponse: 'NextApiResponse',
    NextApiHandler: 'NextApiHandler',
    PageConfig: 'EndpointConfig',
  },
  astro: {
    APIRoute: 'APIRoute',
    APIContext: 'APIContext',
    GetStaticPaths: 'GetStaticPaths',
    GetStaticPathsItem: 'GetStaticPathsItem',
    GetStaticPathsOptions: 'GetStaticPathsOptions',
    GetStaticPathsResult: 'GetStaticPathsResult',
    MiddlewareHandler: 'MiddlewareHandler',
    MiddlewareNext: 'MiddlewareNext',
    Page: 'Page',
    PaginateOptions: 'PaginateOptions',
    Params: 'Params',
    Props: 'Props',
  },
};

const advice: Record<Framework, readonly (readonly [modules: RegExp, advice: string])[]> = {
  next: [
    [
      /^next\/server$/,
      'NextRequest and NextResponse are of Next: use Request and Response, new URL(request.url) for nextUrl, Response.json() for NextResponse.json()',
    ],
    [/^next\/headers$/, 'use the request: req.headers and req.cookies, or the headers of a web Request'],
    [/^next\/cache$/, 'there is no cache of pages to revalidate; purge the one in front of the app'],
    [/^next\/navigation$/, 'use res.redirect() or Response.redirect()'],
    [/^next\/config$/, 'read the settings from process.env or from a module of yours'],
    [/^(server|client)-only$/, 'a marker for bundlers; take the import out'],
    [/^next(\/|$)/, 'a part of Next that is not here'],
  ],
  astro: [
    [/^astro:env\//, 'read process.env'],
    [
      /^astro:(content|db|data-layer-content)/,
      "a store that Astro's build makes; read your files or database directly",
    ],
    [/^astro:middleware$/, 'middleware here is a _middleware file: export onRequest without defineMiddleware()'],
    [/^astro:(schema|zod)$|^astro\/zod$/, 'import zod itself'],
    [/^astro(:|\/|$)/, 'a part of Astro that is not here'],
    [/^@astrojs\//, "a part of Astro's integrations"],
    [/^virtual:/, "a module that Astro's build makes"],
  ],
};

/** What to do about an import; undefined when the module is none of the framework's. */
export function answerModule(framework: Framework, specifier: string): ModuleAnswer | undefined {
  if (specifier === framework) return { kind: 'types' };
  const found = advice[framework].find(([modules]) => modules.test(specifier));
  return found && { kind: 'hand', advice: found[1] };
}
