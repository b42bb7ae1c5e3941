export { buildStatic, type BuildProgress, type BuildResult, type BuildStaticOptions } from './build-static';
export type { StaticFile } from './static/manifest';
