import path from 'node:path';
import { writeRouteFiles } from './route-files';

export const manifestName = '.pages-api-manifest.json';

export const builtStatic = path.resolve(__dirname, '../../dist/static.js');

/** A build as a process of its own, `node -e <this> <directory> <outDir>`; an error goes to stderr, with 1. */
export const buildProgram = `require(${JSON.stringify(builtStatic)}).buildStatic(process.argv[1], { outDir: process.argv[2] })
  .then(() => process.exit(0), (error) => { process.stderr.write(error.message); process.exit(1); });`;

/** Endpoints of so many files, each with this text. */
export function endpoints(text: string, count = 20): Record<string, string> {
  return {
    '[id].txt.js': `exports.getStaticPaths = () => Array.from({ length: ${count} }, (_, i) => ({ params: { id: String(i) } }));
      exports.GET = () => new Response(${JSON.stringify(text)});`,
  };
}

export interface PreparedBuild {
  readonly directory: string;
  /** Holds nothing but the route files and what is built. */
  readonly parent: string;
  readonly outDir: string;
}

export function prepareBuild(files: Record<string, string>): PreparedBuild {
  const directory = writeRouteFiles(files);
  const parent = path.dirname(directory);
  return { directory, parent, outDir: path.join(parent, 'dist') };
}
