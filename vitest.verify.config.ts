import { defineConfig } from 'vitest/config';

/** The slow checks: browser, torture, conformance, benches. One file at a time, so that they do not disturb each other. */
export default defineConfig({
  test: {
    include: ['**/*.verify.test.ts'],
    exclude: ['**/node_modules/**', 'data/**'],
    testTimeout: 900_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
});
