import type { Caller } from '../../../kernel/caller.ts';
import { Refused } from '../../../kernel/types.ts';
import type { Price } from '../../../ledger/types.ts';
import { standardKey } from '../domain/matching.ts';
import type { TestRequestRow } from '../models.ts';
import type { TestItemRecord } from '../test-items.ts';
import { quoteOf, userClassOf } from './pricing.ts';
import type { ServicesRoom } from './room.ts';

const MOST_OFFERS = 20;

export interface TestOffer {
  readonly item: TestItemRecord;
  readonly price: Price | null;
  readonly ratingHundredths: number | null;
  readonly ratings: number;
}

/** Own items of a standard with what they cost this caller; cheapest first, those without a price last. */
export async function testOffers(
  room: ServicesRoom,
  caller: Caller,
  standard: string,
  samples: number,
): Promise<TestOffer[]> {
  const where = { standardKeys: standardKey(standard), home: room.kernel.platform.id, withdrawn: false };
  const order = { field: 'name', direction: 1 } as const;
  const page = await room.items.page(caller, where, order, { first: MOST_OFFERS });
  const offers: TestOffer[] = [];
  for (const { node } of page.edges) {
    const price = await priceFor(room, caller, node, samples);
    offers.push({ item: node, price, ...(await ratingOf(room, node.unitId)) });
  }
  const costs = ({ price }: TestOffer): number => price?.netFen ?? Number.MAX_SAFE_INTEGER;
  return offers.sort((a, b) => costs(a) - costs(b));
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
  return { ratings: rows.length, ratingHundredths: rows.length === 0 ? null : Math.round((100 * stars) / rows.length) };
}
