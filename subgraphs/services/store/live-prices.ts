import type { Caller } from '../../../kernel/caller.ts';
import type { Price } from '../../../ledger/types.ts';
import type { TestItemRecord } from '../test-items.ts';
import type { OfferFacts } from './offers.ts';
import type { ServicesRoom } from './room.ts';

const PRICES = `query Prices($ids: [ID!]!, $samples: Int!) { testPrices(ids: $ids, samples: $samples) {
  id available turnaroundDays ratingHundredths ratings charge { listFen waiverFen netFen waivedBy }
} }`;

/** A `LiveTestItem` of the partner contract, as JSON. */
interface LiveTestItem {
  readonly id: string;
  readonly available: boolean;
  readonly turnaroundDays?: number | null;
  readonly ratingHundredths?: number | null;
  readonly ratings?: number | null;
  readonly charge?: {
    readonly listFen: number;
    readonly waiverFen: number;
    readonly netFen: number;
    readonly waivedBy?: string | null;
  } | null;
}

/** What other platforms' items cost this caller today, by id; all partners are asked at the same time. Own items are left out. */
export async function livePrices(
  room: ServicesRoom,
  caller: Caller,
  items: readonly TestItemRecord[],
  samples: number,
): Promise<ReadonlyMap<string, OfferFacts>> {
  const remote = items.filter(({ home }) => home !== room.kernel.platform.id);
  const byHome = [...Map.groupBy(remote, ({ home }) => home)];
  const facts = await Promise.all(
    byHome.map(async ([home, theirs]) => {
      const live = await ask(room, caller, home, theirs, samples);
      return theirs.map((item): [string, OfferFacts] => [item._id, factsOf(item, live)]);
    }),
  );
  return new Map(facts.flat());
}

/** Null when the partner does not answer, or does not offer prices (an optional capability of the contract). */
async function ask(
  room: ServicesRoom,
  caller: Caller,
  home: string,
  items: readonly TestItemRecord[],
  samples: number,
): Promise<readonly LiveTestItem[] | null> {
  const ids = items.map(({ _id }) => _id);
  const answer = await room.kernel.partners.call(home, caller, PRICES, { ids, samples });
  return answer.ok ? (answer.data.testPrices as readonly LiveTestItem[]) : null;
}

function factsOf(item: TestItemRecord, live: readonly LiveTestItem[] | null): OfferFacts {
  const { turnaroundDays } = item;
  const unknown = { price: null, turnaroundDays, ratingHundredths: null, ratings: 0 };
  if (!live) return { ...unknown, priceSource: 'UNAVAILABLE' };
  const told = live.find(({ id }) => id === item._id);
  if (!told?.available) return { ...unknown, priceSource: 'NONE' };
  return {
    price: priceOf(told),
    priceSource: told.charge ? 'LIVE' : 'NONE',
    turnaroundDays: told.turnaroundDays ?? turnaroundDays,
    ratingHundredths: told.ratingHundredths ?? null,
    ratings: told.ratings ?? 0,
  };
}

function priceOf({ charge }: LiveTestItem): Price | null {
  if (!charge) return null;
  const { listFen, waiverFen, netFen, waivedBy } = charge;
  return { listFen, waiverFen, netFen, agreementId: waivedBy ?? null, lines: [] };
}
