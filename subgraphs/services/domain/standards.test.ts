import { expect, test } from 'vitest';
import { datedKey, isDated, meantIssue, type StandardFacts, successorsOf } from './standards.ts';

const standard = (number: string, status: StandardFacts['status'], ...replacedBy: string[]): StandardFacts => ({
  _id: datedKey(number),
  number,
  status,
  replacedBy,
});

test.each([
  ['GB/T 228.1-2021', 'GBT228.1-2021', true],
  ['gb/t228.1—2010', 'GBT228.1-2010', true],
  ['ISO 6892-1:2019', 'ISO6892-1-2019', true],
  ['GB/T 228.1', 'GBT228.1', false],
])('%s', (number, key, dated) => {
  expect(datedKey(number)).toBe(key);
  expect(isDated(number)).toBe(dated);
});

test('without a year the issue in force is meant, then the coming one, then the latest', () => {
  const [old, current, coming] = [
    standard('GB/T 1-2000', 'WITHDRAWN'),
    standard('GB/T 1-2010', 'CURRENT'),
    standard('GB/T 1-2027', 'UPCOMING'),
  ] as const;
  expect(meantIssue([old, coming, current])).toBe(current);
  expect(meantIssue([old, coming])).toBe(coming);
  expect(meantIssue([standard('GB/T 1-1990', 'WITHDRAWN'), old])).toBe(old);
  expect(meantIssue([])).toBeNull();
});

test('successors are followed over several steps and splits, unknown ones are named, and a ring ends', async () => {
  const all = [
    standard('GB/T 228-2002', 'WITHDRAWN', 'GB/T 228.1-2010', 'GB/T 228.2-2015'),
    standard('GB/T 228.1-2010', 'WITHDRAWN', 'GB/T 228.1-2021'),
    standard('GB/T 228.1-2021', 'CURRENT'),
    standard('GB 1-1990', 'WITHDRAWN', 'GB 2-1990'),
    standard('GB 2-1990', 'WITHDRAWN', 'GB 1-1990'),
  ];
  const read = async (keys: readonly string[]) => all.filter(({ _id }) => keys.includes(_id));
  const led = await successorsOf(all[0] as StandardFacts, read);
  expect(led.inForce.map(({ number }) => number)).toEqual(['GB/T 228.1-2021']);
  expect(led.numbers).toEqual(['GB/T 228.1-2010', 'GB/T 228.2-2015', 'GB/T 228.1-2021']);
  expect((await successorsOf(all[3] as StandardFacts, read)).inForce).toEqual([]);
  expect((await successorsOf(all[2] as StandardFacts, read)).numbers).toEqual([]);
});
