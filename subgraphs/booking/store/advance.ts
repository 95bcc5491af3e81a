import { wrongState } from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import { minutesOf } from '../domain/interval.ts';
import { OCCUPYING, outcomeOf, possibleSteps, transitionOf } from '../domain/transitions.ts';
import type { BookingRow } from '../models.ts';
import { postingOf, quoteOf } from './parties.ts';
import type { BookingRoom } from './room.ts';
import { tellBooking } from './tell.ts';

/**
 * The one place where a booking goes from state to state: checks the transition table, writes the next version with its history, holds or
 * releases in the ledger, and tells. Throws `WrongState`, and the ledger's refusals when the booking becomes confirmed.
 */
export async function advance(
  room: BookingRoom,
  tx: Tx,
  before: BookingRow,
  step: string,
  fields: Partial<BookingRow> = {},
): Promise<BookingRow> {
  const line = transitionOf(before.state, step);
  if (!line) throw wrongState(tx.caller, before.state, possibleSteps(before.state));
  const { state, open } = outcomeOf(line, before.state, before.openApprovals);
  const next = { ...before, ...fields, state, openApprovals: open, occupies: OCCUPYING.includes(state) };
  const after = await inLedger(room, tx, before, undated(next));
  const saved = await saveBooking(room, tx, before, after, step);
  await tellBooking(room, tx, saved, line.event, line.tells);
  return saved;
}

/** Writes the next version with a line of history and an audit row; the caller tells. */
export async function saveBooking(
  room: BookingRoom,
  tx: Tx,
  before: BookingRow,
  after: BookingRow,
  step: string,
): Promise<BookingRow> {
  const reason = after.reason !== before.reason ? after.reason : null;
  const line = { step, state: after.state, at: tx.now, by: tx.caller.subject, reason };
  const saved = { ...after, version: before.version + 1, history: [...before.history, line] };
  const { matchedCount } = await room.models.bookings.replaceOne({ _id: before._id, version: before.version }, saved, {
    session: tx.session,
  });
  if (matchedCount !== 1) throw new Error(`${before._id} is no longer at version ${before.version}`);
  const [was, is] = [before, saved].map(({ state, start, end }) => ({ state, start, end }));
  tx.audit({ action: step, recordId: before._id, before: was, after: is, ...(reason ? { reason } : {}) });
  return saved;
}

const held = (booking: Pick<BookingRow, 'state'>): boolean =>
  booking.state === 'CONFIRMED' || booking.state === 'IN_USE';
const ended = new Set(['CANCELLED', 'REFUSED', 'NO_SHOW', 'EXPIRED']);

/** Approve → hold, cancel → release (design.md §5); the close of use settles with its actual minutes. */
export async function inLedger(
  room: BookingRoom,
  tx: Tx,
  before: Pick<BookingRow, 'state'>,
  after: BookingRow,
): Promise<BookingRow> {
  if (after.state === 'CONFIRMED' && !held(before)) return holdFor(room, tx, after);
  if (held(before) && ended.has(after.state)) await room.ledger.release(tx, { id: after._id, kind: 'booking' });
  return after;
}

/** Prices the booked minutes by the tariff of the start and holds them. */
export async function holdFor(room: BookingRoom, tx: Tx, booking: BookingRow): Promise<BookingRow> {
  const minutes = minutesOf(booking);
  const price = await quoteOf(room, booking, { minutes }, booking.start, tx.session);
  await room.ledger.hold(tx, await postingOf(room, booking, price, minutes, tx.session));
  return { ...booking, price };
}

/** A decision was made: the deadline of the one before no longer holds. */
function undated(booking: BookingRow): BookingRow {
  const waits = booking.state === 'REQUESTED' || booking.state === 'PLATFORM_ACCEPTED';
  return waits ? booking : { ...booking, dueAt: null };
}
