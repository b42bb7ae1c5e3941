// node --import ./use-ours.mjs: the one import of the suite that a user changes.
import { register } from 'node:module';

const ours = new URL('../../dist/testing.js', import.meta.url).href;
const hook = `export function resolve(specifier, context, next) {
  return next(specifier === 'next-test-api-route-handler' ? ${JSON.stringify(ours)} : specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
