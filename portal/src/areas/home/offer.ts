import type { TestItemLineFragment } from './generated.ts';

export type Offer = TestItemLineFragment;
export type OfferOrder = 'price' | 'turnaround' | 'name';

/** What a firm without an agreement pays for one sample and one item, machine time apart; null when no price is catalogued here. */
export function firmPrice(offer: Pick<Offer, 'prices'>): number | null {
  const parts = offer.prices.filter(({ userClass }) => userClass === 'FIRM');
  return parts.length === 0 ? null : parts.reduce((sum, { amountFen }) => sum + amountFen, 0);
}

/** The certificates that count: those past their day do not. */
export function validCertificates(offer: Pick<Offer, 'certificates'>): Offer['certificates'] {
  return offer.certificates.filter(({ expired }) => !expired);
}

const LAST = Number.MAX_SAFE_INTEGER;

const RANKS: Readonly<Record<OfferOrder, (offer: Offer) => number | string>> = {
  price: (offer) => firmPrice(offer) ?? LAST,
  turnaround: (offer) => offer.turnaroundDays ?? LAST,
  name: (offer) => offer.unit.name,
};

/** Offers side by side in the order asked for; what is not known comes last. */
export function inOrder(offers: readonly Offer[], order: OfferOrder): readonly Offer[] {
  const rank = RANKS[order];
  return offers.toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    if (typeof left === 'string') return left.localeCompare(String(right), 'zh');
    return left - Number(right);
  });
}
