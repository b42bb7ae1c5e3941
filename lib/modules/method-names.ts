import { METHODS } from 'node:http';

/** In the order in which `Allow` lists them. */
export const commonMethods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** What no endpoint gets: TRACE echoes headers, CONNECT is no request for a resource. */
const refusedMethods: readonly string[] = ['TRACE', 'CONNECT'];

/** Every method that Node parses and an endpoint may answer. */
export const endpointMethods: ReadonlySet<string> = new Set(
  METHODS.filter((method) => !refusedMethods.includes(method)),
);

/** Lower-case export and class member names by method; `del` is what `delete` was before it could be exported. */
export const lowerCaseNames: ReadonlyMap<string, string> = new Map([
  ...commonMethods.map((method): [string, string] => [method.toLowerCase(), method]),
  ['del', 'DELETE'],
  ['all', 'ALL'],
]);

/** `Allow` for a set of methods: the common ones first, in their usual order. */
export function sortMethods(methods: Iterable<string>): string[] {
  const given = new Set(methods);
  const common = commonMethods.filter((method) => given.has(method));
  return [...common, ...[...given].filter((method) => !commonMethods.includes(method)).sort()];
}
