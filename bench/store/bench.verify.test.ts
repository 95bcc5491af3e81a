import { expect, it } from 'vitest';
import { bench } from './bench.ts';

it('measures every workload beside the ping ceiling of the same run', async () => {
  const { figures, bytesOnDisk } = await bench(400, 0, () => undefined);
  expect(figures.map(({ name }) => name)).toEqual([
    'insert',
    'find by _id',
    'find by index',
    'range of 100, sorted',
    'update by _id',
    'transaction of 2 updates',
  ]);
  for (const { perSecond, pingPerSecond } of figures) expect(Math.min(perSecond, pingPerSecond)).toBeGreaterThan(0);
  expect(bytesOnDisk).toBeGreaterThan(0);
});
