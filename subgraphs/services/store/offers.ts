import type { Caller } from '../../../kernel/caller.ts';
import { averageHundredths } from '../../../kernel/rating.ts';
import { type GeoPoint, geoPoint } from '../../../kernel/records/geo-point.ts';
import { Refused } from '../../../kernel/types.ts';
import type { Price } from '../../../ledger/types.ts';
import { dayOf } from '../domain/calendar.ts';
import { distanceMetres } from '../domain/distance.ts';
import { type Comparable, type OfferSort, sortedOffers } from '../domain/offer-order.ts';
import type { TestRequestRow } from '../models.ts';
import type { CertificateRow, TestItemRecord } from '../test-items.ts';
import { livePrices } from './live-prices.ts';
import { quoteOf, userClassOf } from './pricing.ts';
import { type ServicesRoom, unitById } from './room.ts';
import { matchStandard, type StandardMatch } from './standards.ts';

const MOST_OFFERS = 50;

/** What is known of an item's price and service, wherever it came from. */
export interface OfferFacts {
  readonly price: Price | null;
  readonly priceSource: 'OWN' | 'LIVE' | 'UNAVAILABLE' | 'NONE';
  readonly turnaroundDays: number | null;
  readonly ratingHundredths: number | null;
  readonly ratings: number;
}

export interface TestOffer extends OfferFacts, Comparable {
  readonly item: TestItemRecord;
  readonly purseFen: number;
  readonly certificates: readonly CertificateRow[];
  readonly match: StandardMatch;
}

export interface OffersWish {
  readonly standard: string;
  readonly samples?: number | null | undefined;
  readonly scope?: 'OWN' | 'NETWORK' | null | undefined;
  readonly sort?: OfferSort | null | undefined;
  readonly from?: GeoPoint | null | undefined;
  readonly payWith?: readonly string[] | null | undefined;
}

/**
 * Items by a standard with what they cost this caller, side by side over the network. Partners are asked for their prices at the same time; one that does not
 * answer shows `UNAVAILABLE`. Cost: some reads an own item, one call a partner.
 */
export async function testOffers(room: ServicesRoom, caller: Caller, wish: OffersWish): Promise<TestOffer[]> {
  const match = await matchStandard(room, caller, wish.standard);
  const own = wish.scope === 'OWN' ? { home: room.kernel.platform.id } : {};
  const where = { ...own, standardKeys: { $in: [...match.keys] }, withdrawn: false };
  const page = await room.items.page(caller, where, { field: 'name', direction: 1 }, { first: MOST_OFFERS });
  const items = page.edges.map(({ node }) => node);
  const offers = await compared(room, caller, items, wish, () => match);
  return sortedOffers(offers, wish.sort ?? 'PRICE');
}

/** Own items with what they cost this caller, in order; those that the caller may not see are left out. */
export async function offersOf(
  room: ServicesRoom,
  caller: Caller,
  testItemIds: readonly string[],
  samples: number,
): Promise<TestOffer[]> {
  const found = await room.items.visibleByIds(caller, testItemIds.slice(0, MOST_OFFERS));
  const items = found.flatMap((item) => (item && item.home === room.kernel.platform.id ? [item] : []));
  const unasked = (item: TestItemRecord): StandardMatch => {
    const asked = item.standards[0] ?? '';
    return { asked, standard: null, successors: [], notice: null, keys: item.standardKeys };
  };
  return compared(room, caller, items, { standard: '', samples }, unasked);
}

async function compared(
  room: ServicesRoom,
  caller: Caller,
  items: readonly TestItemRecord[],
  wish: OffersWish,
  matchOf: (item: TestItemRecord) => StandardMatch,
): Promise<TestOffer[]> {
  const samples = Math.max(1, wish.samples ?? 1);
  const remote = await livePrices(room, caller, items, samples);
  const from = await placeOf(room, caller, wish.from);
  const freeFen = await freeFenOf(room, caller, wish.payWith ?? []);
  return Promise.all(
    items.map(async (item) => {
      const facts = remote.get(item._id) ?? (await ownFacts(room, caller, item, samples));
      const unit = item.unitId ? await unitById(room, item.unitId) : null;
      return offerOf(room, item, facts, matchOf(item), freeFen, distanceMetres(from, geoPoint(unit?.location)));
    }),
  );
}

function offerOf(
  room: ServicesRoom,
  item: TestItemRecord,
  facts: OfferFacts,
  match: StandardMatch,
  freeFen: number,
  distance: number | null,
): TestOffer {
  const { kernel } = room;
  const today = dayOf(kernel.clock.now(), kernel.platform.timeZone);
  const certificates = item.certificates.filter(({ validTo }) => validTo === null || validTo >= today);
  // Vouchers are redeemed where the request runs: those of this platform do not pay elsewhere.
  const purseFen = facts.priceSource === 'OWN' ? Math.min(freeFen, facts.price?.netFen ?? 0) : 0;
  return {
    item,
    ...facts,
    match,
    purseFen,
    payableFen: facts.price ? facts.price.netFen - purseFen : null,
    certificates,
    certificatesInForce: certificates.length,
    distanceMetres: distance,
  };
}

/** Where distances are measured from: the given place, else that of the caller's unit. */
async function placeOf(
  room: ServicesRoom,
  { unitId }: Caller,
  given: GeoPoint | null | undefined,
): Promise<GeoPoint | null> {
  if (given) return geoPoint(given);
  const unit = unitId ? await unitById(room, unitId) : null;
  return geoPoint(unit?.location);
}

/** What the caller's own purses among those named could pay. */
async function freeFenOf(room: ServicesRoom, caller: Caller, purseIds: readonly string[]): Promise<number> {
  if (purseIds.length === 0) return 0;
  const own = await room.ledger.purses.ofOwner(caller.unitId ?? caller.subject);
  return own.filter(({ _id }) => purseIds.includes(_id)).reduce((sum, { freeFen }) => sum + freeFen, 0);
}

async function ownFacts(
  room: ServicesRoom,
  caller: Caller,
  item: TestItemRecord,
  samples: number,
): Promise<OfferFacts> {
  const price = await priceFor(room, caller, item, samples);
  const { turnaroundDays } = item;
  return { price, priceSource: price ? 'OWN' : 'NONE', turnaroundDays, ...(await ratingOf(room, item.unitId)) };
}

async function priceFor(
  room: ServicesRoom,
  caller: Caller,
  item: TestItemRecord,
  samples: number,
): Promise<Price | null> {
  const isFirm = caller.grants.some(({ role }) => role === 'FIRM_USER');
  const userClass = await userClassOf(room, caller.unitId, isFirm, item.unitId);
  const items = [{ testItemId: item._id, sampleCount: samples }];
  const payer = { requesterId: caller.subject, requesterHome: caller.home, firmId: caller.unitId, userClass, items };
  try {
    return await quoteOf(room, payer, [item], null, room.kernel.clock.now());
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Average of the unit's ratings, in hundredths. */
async function ratingOf(room: ServicesRoom, unitId: string | null) {
  const rows = await room.models.requests
    .find({ takenBy: unitId, 'rating.stars': { $gte: 1 } })
    .select({ rating: 1 })
    .lean<Pick<TestRequestRow, 'rating'>[]>();
  const stars = rows.reduce((sum, { rating }) => sum + (rating?.stars ?? 0), 0);
  return { ratings: rows.length, ratingHundredths: averageHundredths(rows.length, stars) };
}
