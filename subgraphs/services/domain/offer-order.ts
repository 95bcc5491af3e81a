/** What offers are compared by; null where it is not known. */
export interface Comparable {
  readonly payableFen: number | null;
  readonly distanceMetres: number | null;
  readonly turnaroundDays: number | null;
  readonly ratingHundredths: number | null;
  readonly certificatesInForce: number;
}

export type OfferSort = 'PRICE' | 'DISTANCE' | 'TURNAROUND' | 'RATING' | 'CERTIFICATES';

/** Smaller comes first; unknown values last. */
const measureOf: Readonly<Record<OfferSort, (offer: Comparable) => number | null>> = {
  PRICE: ({ payableFen }) => payableFen,
  DISTANCE: ({ distanceMetres }) => distanceMetres,
  TURNAROUND: ({ turnaroundDays }) => turnaroundDays,
  RATING: ({ ratingHundredths }) => (ratingHundredths === null ? null : -ratingHundredths),
  CERTIFICATES: ({ certificatesInForce }) => -certificatesInForce,
};

/** Offers in the wanted order; equal ones by price, then as they came. */
export function sortedOffers<T extends Comparable>(offers: readonly T[], sort: OfferSort): T[] {
  const by = (key: OfferSort, a: T, b: T): number => {
    const [left, right] = [measureOf[key](a), measureOf[key](b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return left - right;
  };
  return [...offers].sort((a, b) => by(sort, a, b) || by('PRICE', a, b));
}
