import { describe, expect, it } from 'vitest';
import { firmPrice, inOrder, type Offer, validCertificates } from './offer.ts';

function offer(name: string, fen: number | null, days: number | null): Offer {
  return {
    __typename: 'TestItem',
    id: name,
    name: '拉伸试验',
    standards: [],
    turnaroundDays: days,
    home: 'mdj',
    unit: { id: name, name },
    prices: fen === null ? [] : [{ component: 'SAMPLE', userClass: 'FIRM', amountFen: fen }],
    certificates: [],
  } as Offer;
}

describe('offers', () => {
  it('add the components of a firm’s price and leave other classes out', () => {
    const prices: Offer['prices'] = [
      { component: 'SAMPLE', userClass: 'FIRM', amountFen: 2_000 },
      { component: 'ITEM', userClass: 'FIRM', amountFen: 12_000 },
      { component: 'ITEM', userClass: 'OWN_UNIT', amountFen: 1 },
    ];
    expect(firmPrice({ prices })).toBe(14_000);
    const others: Offer['prices'] = [
      { component: 'SAMPLE', userClass: 'OTHER', amountFen: 8_000 },
      { component: 'ITEM', userClass: 'OTHER', amountFen: 9 },
    ];
    expect(firmPrice({ prices: others })).toBe(8_009);
    expect(firmPrice({ prices: [...prices, ...others] })).toBe(14_000);
    expect(firmPrice({ prices: [] })).toBeNull();
  });

  it('are ordered by what is asked for, the unknown last', () => {
    const offers = [offer('丙', null, 1), offer('甲', 300, null), offer('乙', 200, 5)];
    expect(inOrder(offers, 'price').map(({ id }) => id)).toEqual(['乙', '甲', '丙']);
    expect(inOrder(offers, 'turnaround').map(({ id }) => id)).toEqual(['丙', '乙', '甲']);
    expect(inOrder(offers, 'name').map(({ id }) => id)).toEqual(['丙', '甲', '乙']);
  });

  it('count only certificates in force', () => {
    const certificates = [
      { kind: 'CMA', number: '1', validTo: '2020-01-01', expired: true },
      { kind: 'CNAS', number: '2', validTo: null, expired: false },
    ];
    expect(validCertificates({ certificates }).map(({ kind }) => kind)).toEqual(['CNAS']);
  });
});
