import { expect, it } from 'vitest';
import { runConformance, specificationsFolder } from './run.ts';

const folder = specificationsFolder();

it.skipIf(folder === undefined)('answers as the driver specifications demand', async () => {
  const { passed, failed } = await runConformance(String(folder));
  expect(failed).toEqual([]);
  expect(passed).toBeGreaterThanOrEqual(559);
});
