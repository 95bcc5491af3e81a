import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Agreement, Price, TariffRow } from '../types.ts';
import { assertBalanced, creditChain, holdLines, line, owedBy, reversed, serviceLines, sums } from './lines.ts';
import { distribute, multiplyAndDivide, yuan } from './money.ts';
import { nextPeriod, periodsOf, settlesAfter } from './periods.ts';
import { bestAgreement, priceLine, priceOf, tariffFor } from './price.ts';

const fen = fc.integer({ min: 0, max: 1_000_000_000 });
const party = fc.constantFrom('mdj', 'hlj', 'mdj:unit:1', 'mdj:unit:2', 'hlj:unit:1', 'mdj:account:1');

describe('money', () => {
  test('distribution is exact, fair and never pays without weight', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fen, weights, (amount, given) => {
        const parts = distribute(amount, given);
        const total = given.reduce((sum, weight) => sum + weight, 0);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total === 0 ? 0 : amount);
        for (const [index, part] of parts.entries()) {
          const exact = total === 0 ? 0 : (amount * (given[index] ?? 0)) / total;
          expect(Math.abs(part - exact)).toBeLessThan(1);
        }
      }),
    );
  });

  test('the largest remainders get what is left', () => {
    expect(distribute(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(distribute(10, [41, 29, 30])).toEqual([4, 3, 3]);
    expect(distribute(5, [0, 0])).toEqual([0, 0]);
  });

  test('multiplication and division round half up, exactly', () => {
    expect(multiplyAndDivide(100, 135, 60)).toBe(225);
    expect(multiplyAndDivide(1, 30, 60)).toBe(1);
    expect(multiplyAndDivide(-1, 30, 60)).toBe(-1);
    expect(multiplyAndDivide(9_007_199_254_740_991, 60, 60)).toBe(9_007_199_254_740_991);
    expect(() => multiplyAndDivide(9_007_199_254_740_991, 2, 1)).toThrow(RangeError);
  });

  test('yuan', () => {
    expect([yuan(0), yuan(5), yuan(-123456789), yuan(100000)]).toEqual(['0.00', '0.05', '-1,234,567.89', '1,000.00']);
  });
});

describe('lines', () => {
  const price = (listFen: number, waiverFen: number): Price => ({
    listFen,
    waiverFen,
    netFen: listFen - waiverFen,
    agreementId: waiverFen ? 'hlj:agreement:1' : null,
    lines: [],
  });
  const parties = fc.record({
    provider: party,
    consumer: party,
    collector: party,
    via: fc.array(party, { maxLength: 2 }),
  });

  test('every service and every hold balances in minutes and fen, and its reversal undoes it', () => {
    fc.assert(
      fc.property(parties, fen, fc.integer({ min: 0, max: 100 }), fc.nat(100_000), (who, list, percent, minutes) => {
        const given = price(list, Math.floor((list * percent) / 100));
        for (const lines of [serviceLines(who, minutes, given), holdLines(who, minutes, given)]) {
          assertBalanced(lines);
          expect(sums([...lines, ...reversed(lines)])).toEqual({ minutes: 0, fen: 0 });
        }
      }),
    );
  });

  test('the consumer owes the net price to whoever is first in the chain, and nobody in between keeps any of it', () => {
    const who = { provider: 'hlj:unit:1', consumer: 'mdj:unit:1', collector: 'hlj:unit:1', via: ['mdj', 'hlj'] };
    const lines = serviceLines(who, 60, price(1000, 250));
    expect(creditChain(who)).toEqual(['mdj:unit:1', 'mdj', 'hlj', 'hlj:unit:1']);
    expect(owedBy(lines, 'mdj:unit:1')).toBe(750);
    for (const between of ['mdj', 'hlj']) expect(sums(lines.filter((one) => one.party === between)).fen).toBe(0);
  });

  test('what does not balance or is no whole number is an error', () => {
    expect(() => assertBalanced([line('CASH', 'mdj', null, 0, 1), line('OWES', 'u', 'mdj', 0, -2)])).toThrow(/1 fen/);
    expect(() => assertBalanced([line('CASH', 'mdj', null, 0, 0.5), line('OWES', 'u', 'mdj', 0, -0.5)])).toThrow(
      /whole/,
    );
    expect(() => assertBalanced([])).toThrow(RangeError);
  });
});

describe('prices', () => {
  const row = (more: Partial<TariffRow>): TariffRow => ({
    _id: 't',
    subjectId: 'i',
    component: 'HOUR',
    userClass: 'OTHER',
    amountFen: 10_000,
    costBaseFen: 10_000,
    validFrom: new Date('2026-01-01'),
    validTo: null,
    ...more,
  });
  const item = { subjectId: 'i', component: 'HOUR', quantity: 135 } as const;
  const at = new Date('2026-06-01');

  test('the row of the class, else the general one, of those in force the latest', () => {
    const rows = [row({}), row({ userClass: 'FIRM', amountFen: 8_000 }), row({ validFrom: new Date('2026-07-01') })];
    expect(tariffFor(rows, item, 'FIRM', at)?.amountFen).toBe(8_000);
    expect(tariffFor(rows, item, 'MEMBER_UNIT', at)?.amountFen).toBe(10_000);
    expect(tariffFor(rows, { ...item, component: 'RUN' }, 'FIRM', at)).toBeNull();
    expect(tariffFor([row({ validTo: at })], item, 'FIRM', at)).toBeNull();
    expect(tariffFor([row({ validFrom: at })], item, 'FIRM', at)).not.toBeNull();
  });

  test('list price, waiver and net', () => {
    const agreement = (waiverPercent: number, validFrom = '2011-08-01'): Agreement => ({
      _id: `a${waiverPercent}`,
      name: { zh: '共建理事单位', en: 'Council' },
      providerPath: ['hlj'],
      consumerPath: ['mdj'],
      waiverPercent,
      validFrom: new Date(validFrom),
      validTo: null,
      version: 1,
    });
    const lines = [priceLine(item, 12_345), priceLine({ ...item, component: 'SAMPLE', quantity: 3 }, 500)];
    const best = bestAgreement([agreement(30), agreement(100), agreement(50)], at);
    expect(priceOf(lines, best)).toMatchObject({ listFen: 29_276, waiverFen: 29_276, netFen: 0, agreementId: 'a100' });
    expect(priceOf(lines, agreement(33))).toMatchObject({ waiverFen: 9_661, netFen: 19_615 });
    expect(bestAgreement([agreement(100, '2026-06-02')], at)).toBeNull();
  });
});

describe('periods', () => {
  test('spans that people name', () => {
    expect(periodsOf('2011-Q3')).toEqual(['2011-07', '2011-08', '2011-09']);
    expect(periodsOf('2011-H2')).toHaveLength(6);
    expect(periodsOf('2011-12')).toEqual(['2011-12']);
    expect(nextPeriod('2011-12')).toBe('2012-01');
    expect(() => periodsOf('2011-13')).toThrow(RangeError);
  });

  test('who settles when', () => {
    expect(settlesAfter('QUARTERLY', '2011-09')).toBe(true);
    expect(settlesAfter('HALF_YEARLY', '2011-09')).toBe(false);
    expect(settlesAfter('HALF_YEARLY', '2011-12')).toBe(true);
    expect(settlesAfter('MONTHLY', '2011-07')).toBe(true);
  });
});
