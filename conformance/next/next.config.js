import { fileURLToPath } from 'node:url';

// The recorder's package is the root, not the project around it.
export default { turbopack: { root: fileURLToPath(new URL('..', import.meta.url)) } };
