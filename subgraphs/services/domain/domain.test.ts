import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ableUnits, itemsOfUnit, standardKey, usualSpelling } from './matching.ts';
import { quantity, shareMinutes } from './quantities.ts';
import { TEST_REQUEST_STATES, testRequestTransitions } from './transitions.ts';

const offered = (id: string, unitId: string, ...standardKeys: string[]) => ({ _id: id, unitId, standardKeys });

describe('standards', () => {
  test.each([
    ['GB/T 228.1-2021', 'GBT228.1', 'GB/T 228.1'],
    ['gb/t228.1', 'GBT228.1', 'GB/T 228.1'],
    ['ＧＢ 11614—2009', 'GB11614', 'GB 11614'],
    ['ISO 6892-1', 'ISO6892-1', 'ISO 6892-1'],
    ['JY/T 0581-2020', 'JYT0581', 'JY/T 0581'],
  ])('%s', (written, key, usual) => {
    expect(standardKey(written)).toBe(key);
    expect(usualSpelling(key)).toBe(usual);
  });
});

describe('units that can do a request', () => {
  const wanted = [offered('a1', 'A', 'X'), offered('a2', 'A', 'Y')];
  const all = [...wanted, offered('b1', 'B', 'X', 'Y'), offered('c1', 'C', 'X')];

  test('are those that offer every item, by the same item or a standard in common', () => {
    expect(ableUnits(wanted, all)).toEqual(['A', 'B']);
    expect(itemsOfUnit('B', wanted, all)?.map(({ _id }) => _id)).toEqual(['b1', 'b1']);
    expect(itemsOfUnit('C', wanted, all)).toBeNull();
  });
});

describe('quantities', () => {
  test('are minutes for hours, pieces for the rest', () => {
    const work = { sampleCount: 3, minutes: 95 };
    expect(
      (['HOUR', 'OPERATOR_HOUR', 'SAMPLE', 'RUN', 'CONSUMABLE', 'ITEM'] as const).map((c) => quantity(c, work)),
    ).toEqual([95, 95, 3, 3, 3, 1]);
  });

  test('minutes shared over items add up exactly', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }), (minutes, counts) => {
        const parts = shareMinutes(minutes, counts);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(minutes);
        expect(parts.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
      }),
    );
  });
});

test('every state but the first ones is reached by some step', () => {
  const reached = new Set(testRequestTransitions.map(({ to }) => to));
  expect(TEST_REQUEST_STATES.filter((state) => !reached.has(state))).toEqual(['PENDING', 'REQUESTED']);
});
