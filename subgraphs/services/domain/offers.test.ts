import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distanceMetres } from './distance.ts';
import { type Comparable, sortedOffers } from './offer-order.ts';

describe('distances', () => {
  test('between places whose distance is known', () => {
    const [mudanjiang, harbin] = [
      { latitude: 44.582, longitude: 129.6 },
      { latitude: 45.75, longitude: 126.65 },
    ];
    const metres = distanceMetres(mudanjiang, harbin) ?? 0;
    expect(Math.abs(metres - 266_000)).toBeLessThan(3_000);
    expect(distanceMetres({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBe(20_015_115);
    expect(distanceMetres(null, harbin)).toBeNull();
    expect(distanceMetres(harbin, null)).toBeNull();
  });

  test('are whole, symmetric, zero for the same place, and never more than half the earth', () => {
    const place = fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(place, place, (a, b) => {
        const there = distanceMetres(a, b) ?? -1;
        expect(Number.isSafeInteger(there)).toBe(true);
        expect(there).toBeGreaterThanOrEqual(0);
        expect(there).toBeLessThanOrEqual(20_015_115);
        expect(distanceMetres(b, a)).toBe(there);
        expect(distanceMetres(a, a)).toBe(0);
      }),
    );
  });
});

describe('the order of offers', () => {
  const offer = (name: string, fields: Partial<Comparable>) => ({
    name,
    payableFen: null,
    distanceMetres: null,
    turnaroundDays: null,
    ratingHundredths: null,
    certificatesInForce: 0,
    ...fields,
  });
  const offers = [
    offer('near', { payableFen: 300, distanceMetres: 10, turnaroundDays: 9 }),
    offer('cheap', { payableFen: 100, distanceMetres: 900, ratingHundredths: 300 }),
    offer('good', { payableFen: 200, turnaroundDays: 9, ratingHundredths: 500, certificatesInForce: 2 }),
    offer('unknown', {}),
  ];
  test.each([
    ['PRICE', 'cheap good near unknown'],
    ['DISTANCE', 'near cheap good unknown'],
    ['TURNAROUND', 'good near cheap unknown'],
    ['RATING', 'good cheap near unknown'],
    ['CERTIFICATES', 'good cheap near unknown'],
  ] as const)('by %s', (sort, order) => {
    expect(
      sortedOffers(offers, sort)
        .map(({ name }) => name)
        .join(' '),
    ).toBe(order);
  });
});
