import type { Tx } from '../../../kernel/types.ts';
import { addMinutes } from '../domain/interval.ts';
import type { Discipline } from '../domain/policy.ts';
import type { BookingRow, SuspensionRow } from '../models.ts';
import { instrumentById, policyOf } from './instruments.ts';
import type { BookingRoom } from './room.ts';

const DAY_MINUTES = 24 * 60;

/** A missed or late-cancelled booking counts against its user; too many within the policy's days suspend him. */
export async function strike(room: BookingRoom, tx: Tx, booking: BookingRow): Promise<void> {
  const discipline = await disciplineOf(room, tx, booking);
  if (!discipline) return;
  const known = await room.models.suspensions.findById(booking.userId).session(tx.session).lean<SuspensionRow | null>();
  const since = addMinutes(tx.now, -discipline.withinDays * DAY_MINUTES);
  const strikes = [...(known?.strikes ?? []).filter((at) => at > since), tx.now];
  const suspended = strikes.length > discipline.maximumNoShows;
  const until = suspended ? addMinutes(tx.now, discipline.suspendDays * DAY_MINUTES) : (known?.until ?? null);
  await room.models.suspensions.replaceOne(
    { _id: booking.userId },
    { _id: booking.userId, strikes, until },
    { upsert: true, session: tx.session },
  );
  if (!suspended || !until) return;
  tx.audit({ action: 'suspendUser', recordId: booking.userId, after: { until, strikes: strikes.length } });
  tx.notify({
    template: 'booking.suspended',
    to: [booking.userId],
    about: booking._id,
    values: { until: until.toISOString() },
  });
}

/** Was a confirmed booking given back later than its policy allows without consequence? */
export async function isLateCancel(room: BookingRoom, tx: Tx, booking: BookingRow): Promise<boolean> {
  if (booking.state !== 'CONFIRMED' || tx.caller.subject !== booking.userId) return false;
  const discipline = await disciplineOf(room, tx, booking);
  return discipline !== null && tx.now > addMinutes(booking.start, -discipline.lateCancelMinutes);
}

async function disciplineOf(room: BookingRoom, tx: Tx, booking: BookingRow): Promise<Discipline | null> {
  const instrument = await instrumentById(room, booking.instrumentId, tx.session);
  return instrument ? policyOf(room, instrument).discipline : null;
}
