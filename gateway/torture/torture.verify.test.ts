import { expect, it } from 'vitest';
import { torture } from './torture.ts';

it('survives every attack without a wrong answer, a dropped request or a secret shown', async () => {
  const { failures, findings } = await torture({ milliseconds: 2_000, perSecond: 100, reloads: 20, log: console.log });
  expect(failures).toEqual([]);
  expect(findings.length).toBeGreaterThan(20);
});
