import type { ClientSession } from 'mongoose';
import type { Price, ServicePosting, UserClass } from '../../../ledger/types.ts';
import { quantity, shareMinutes } from '../domain/quantities.ts';
import type { TestRequestRow } from '../models.ts';
import type { TestItemRecord } from '../test-items.ts';
import { type ServicesRoom, unitById } from './room.ts';

/** Who asks and pays, as far as the price depends on it. */
export type Payer = Pick<TestRequestRow, 'requesterId' | 'requesterHome' | 'firmId' | 'userClass' | 'items'>;

/** The class of the one for whom the test is, towards the unit that does it. */
export async function userClassOf(
  room: ServicesRoom,
  firmId: string | null,
  isFirmUser: boolean,
  unitId: string | null,
  session?: ClientSession,
): Promise<UserClass> {
  if (firmId === null) return isFirmUser ? 'FIRM' : 'OTHER';
  if (firmId === unitId) return 'OWN_UNIT';
  const firm = await unitById(room, firmId, session);
  return isFirmUser || firm?.kind === 'FIRM' ? 'FIRM' : 'MEMBER_UNIT';
}

/**
 * What the requested tests cost at one unit. `minutes` is the machine time really used; null: estimated from the items' minutes a sample.
 * Components are those that have a tariff in force. Throws `NoTariff`.
 */
export async function quoteOf(
  room: ServicesRoom,
  payer: Payer,
  items: readonly TestItemRecord[],
  minutes: number | null,
  at: Date,
  session?: ClientSession,
): Promise<Price> {
  const counts = payer.items.map(({ sampleCount }) => sampleCount);
  const shares = minutes === null ? estimatedMinutes(items, counts) : shareMinutes(minutes, counts);
  const lines = [];
  for (const [index, item] of items.entries()) {
    const rows = await room.ledger.pricing.tariffs(item._id, at);
    const components = [...new Set(rows.map(({ component }) => component))].sort();
    const work = { sampleCount: counts[index] ?? 0, minutes: shares[index] ?? 0 };
    // An item without any tariff is asked for by the sample, so that the ledger refuses it by name.
    for (const component of components.length > 0 ? components : (['SAMPLE'] as const)) {
      lines.push({ subjectId: item._id, component, quantity: quantity(component, work) });
    }
  }
  const providerPath = items[0]?.path ?? [room.kernel.platform.id];
  const consumerPath = payer.firmId ? [payer.requesterHome, payer.firmId] : [payer.requesterHome];
  return room.ledger.quote({ at, providerPath, consumerPath, userClass: payer.userClass, items: lines }, session);
}

function estimatedMinutes(items: readonly TestItemRecord[], counts: readonly number[]): number[] {
  return items.map((item, index) => (item.minutesPerSample ?? 0) * (counts[index] ?? 0));
}

/** Who collects: the platform for its own equipment, else the unit itself (domain.md §2). */
export async function collectorOf(room: ServicesRoom, unitId: string, session?: ClientSession): Promise<string> {
  const unit = await unitById(room, unitId, session);
  return unit?.kind === 'PLATFORM_CENTRE' ? room.kernel.platform.id : unitId;
}

/** The ledger posting of a request that a unit has taken. */
export function postingOf(
  request: TestRequestRow,
  unitId: string,
  price: Price,
  minutes: number,
  at: Date,
): ServicePosting {
  return {
    source: { id: request._id, kind: 'testRequest' },
    parties: {
      provider: unitId,
      consumer: request.firmId ?? request.requesterId,
      collector: request.collector ?? unitId,
    },
    minutes,
    price,
    effectiveAt: at,
    side: 'PROVIDER',
    unitId,
    text: request.title,
    payWith: request.payWith,
  };
}
