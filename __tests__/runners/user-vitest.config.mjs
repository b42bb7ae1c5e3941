import { defineConfig } from 'vitest/config';

/** Vitest as a user of the package has it. */
export default defineConfig({ test: { include: ['*.vitest.mts'] } });
