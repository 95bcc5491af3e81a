import type { Caller } from '../../../kernel/caller.ts';
import { Refused } from '../../../kernel/types.ts';
import type { Price } from '../../../ledger/types.ts';
import { type Interval, minutesOf } from '../domain/interval.ts';
import type { UserClass } from '../domain/policy.ts';
import { instrumentById } from './instruments.ts';
import { quoteOf, userClassOf, userOf } from './parties.ts';
import type { BookingRoom } from './room.ts';

/** The caller's class towards an instrument of this platform; null for another one. Cost: two indexed reads. */
export async function callersClass(room: BookingRoom, caller: Caller, id: string): Promise<UserClass | null> {
  const instrument = await instrumentById(room, id);
  const isOwn = instrument?.home === room.kernel.platform.id;
  return isOwn ? userClassOf(room, userOf(caller), instrument) : null;
}

/**
 * What a booking of that time would cost the caller, as it would be held: nothing is booked. Null where nothing says what it costs, and for an
 * instrument of another platform, which tells its price with its answer. Cost: four indexed reads.
 */
export async function bookingPrice(
  room: BookingRoom,
  caller: Caller,
  id: string,
  { slot, operator }: { readonly slot: Interval; readonly operator: boolean },
): Promise<Price | null> {
  const instrument = await instrumentById(room, id);
  if (!instrument || instrument.home !== room.kernel.platform.id || minutesOf(slot) <= 0) return null;
  const user = userOf(caller);
  const userClass = await userClassOf(room, user, instrument);
  const who = { userHome: user.home, userUnitId: user.unitId, userClass };
  try {
    const work = { instrumentId: id, path: [...instrument.path], operator, ...who };
    return await quoteOf(room, work, { minutes: minutesOf(slot) }, slot.start);
  } catch (error) {
    if (error instanceof Refused && error.refusal.__typename === 'NoTariff') return null;
    throw error;
  }
}
