import type { TestItemLineFragment } from './generated.ts';

export type Offer = TestItemLineFragment;
export type OfferOrder = 'price' | 'turnaround' | 'name';

/** Whose prices a firm pays: its own class's, else those for everybody. */
const CLASSES: readonly string[] = ['FIRM', 'OTHER'];

/** What a firm without an agreement pays for one of each component; null when no price is catalogued here. */
export function firmPrice(offer: Pick<Offer, 'prices'>): number | null {
  const components = [...new Set(offer.prices.map(({ component }) => component))];
  const paid = components.flatMap((component) => {
    const ofComponent = offer.prices.filter((price) => price.component === component);
    return CLASSES.flatMap((one) => ofComponent.filter(({ userClass }) => userClass === one)).slice(0, 1);
  });
  return paid.length === 0 ? null : paid.reduce((sum, { amountFen }) => sum + amountFen, 0);
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
