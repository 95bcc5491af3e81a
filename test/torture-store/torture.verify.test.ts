import { expect, it } from 'vitest';
import { torture } from './torture.ts';

it('loses nothing acknowledged over crashes, a full disk and torn pages', async () => {
  const { damage, acknowledged } = await torture(5, () => undefined);
  expect(damage).toEqual({ lostWrites: [], halfTransactions: [], indexMisses: [] });
  expect(acknowledged).toBeGreaterThan(0);
});
