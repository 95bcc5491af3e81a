import { defineConfig } from 'vitest/config';

/** The slow checks: browser, torture, conformance, benches. One file at a time, so that they do not disturb each other. */
export default defineConfig({
  // Node loads graphql's CommonJS build; Vite would add the other one, and graphql refuses schemas of a second copy.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['**/*.verify.test.ts'],
    exclude: ['**/node_modules/**', 'data/**'],
    setupFiles: ['test/harness/fixed-seed.ts'],
    testTimeout: 900_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
});
