import { type Caller, holds, PLATFORM_STAFF } from '../../../kernel/caller.ts';
import { notFound, notPermitted, refuseProblems, required } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { transitionOf } from '../domain/transitions.ts';
import type { BookingRow } from '../models.ts';
import { advance } from './advance.ts';
import { calendarKey, refuseIfTaken, takeLocks } from './calendar.ts';
import { isLateCancel, strike } from './discipline.ts';
import { instrumentById } from './instruments.ts';
import { cancelRemote } from './mirror.ts';
import { isStaffOf } from './parties.ts';
import { bookingById, maySeeBooking } from './reads.ts';
import { type BookingRoom, queuedCommand } from './room.ts';
import type { BookingSuccess } from './wish.ts';

interface Decision {
  readonly idempotencyKey: string;
  readonly bookingId: string;
}
interface ReasonedDecision extends Decision {
  readonly reason: string;
}

/** The platform accepts. */
export function acceptBooking(room: BookingRoom, caller: Caller, input: Decision) {
  return decide(room, caller, 'acceptBooking', input, (booking) => holds(caller, PLATFORM_STAFF, booking.path));
}

/** The owning unit confirms; the ledger holds minutes and money. */
export function confirmBooking(room: BookingRoom, caller: Caller, input: Decision) {
  return decide(room, caller, 'confirmBooking', input, (booking) => isStaffOf(caller, booking.path));
}

/** The platform or the unit refuses. */
export function refuseBooking(room: BookingRoom, caller: Caller, input: ReasonedDecision) {
  return decide(room, caller, 'refuseBooking', input, (booking) => isStaffOf(caller, booking.path));
}

/** Nobody came to a confirmed booking. */
export function reportNoShow(room: BookingRoom, caller: Caller, input: Decision) {
  return decide(room, caller, 'reportNoShow', input, (booking) => isStaffOf(caller, booking.path));
}

/** A tentative booking is asked for in earnest. */
export function submitBooking(room: BookingRoom, caller: Caller, input: Decision) {
  return decide(room, caller, 'submitBooking', input, (booking) => isOwnOrStaff(caller, booking));
}

/** The user, or staff for the user, gives the slot back; a booking elsewhere is cancelled at its home platform. */
export async function cancelBooking(room: BookingRoom, caller: Caller, input: ReasonedDecision) {
  const booking = await bookingById(room, input.bookingId);
  if (booking && booking.home !== room.kernel.platform.id && maySeeBooking(caller, booking)) {
    return cancelRemote(room, caller, booking, input);
  }
  return decide(room, caller, 'cancelBooking', input, (own) => isOwnOrStaff(caller, own));
}

export function isOwnOrStaff(caller: Caller, booking: BookingRow): boolean {
  return booking.userId === caller.subject || isStaffOf(caller, booking.path);
}

type Step = 'acceptBooking' | 'confirmBooking' | 'refuseBooking' | 'cancelBooking' | 'submitBooking' | 'reportNoShow';

/** One step of the transition table for an own booking: permission, lock, overlap where it approves, then `advance`. */
async function decide(
  room: BookingRoom,
  caller: Caller,
  step: Step,
  input: Decision & { readonly reason?: string },
  permitted: (booking: BookingRow) => boolean,
): Promise<BookingSuccess | RefusalValue> {
  const known = await bookingById(room, input.bookingId);
  const key = calendarKey(known?.instrumentId ?? input.bookingId);
  return queuedCommand(room, [key], caller, step, input, async (tx) => {
    if (input.reason !== undefined) refuseProblems(caller, [required('reason', input.reason)]);
    const booking = await ownBooking(room, tx, input.bookingId);
    if (!permitted(booking)) throw notPermitted(caller);
    await takeLocks(room, tx, [key]);
    if (approves.has(step) && transitionOf(booking.state, step)) await refuseIfTakenAgain(room, tx, booking);
    const late = step === 'cancelBooking' && (await isLateCancel(room, tx, booking));
    const saved = await advance(room, tx, booking, step, input.reason ? { reason: input.reason.trim() } : {});
    if (late || step === 'reportNoShow') await strike(room, tx, saved);
    const name = `${step.charAt(0).toUpperCase()}${step.slice(1)}Success`;
    return { __typename: name, bookingId: saved._id };
  });
}

const approves: ReadonlySet<Step> = new Set(['acceptBooking', 'confirmBooking', 'submitBooking']);

/** The booking already keeps its time; this guards against calendars that were changed behind it (capacity lowered, imports). */
async function refuseIfTakenAgain(room: BookingRoom, tx: Tx, booking: BookingRow): Promise<void> {
  const instrument = await instrumentById(room, booking.instrumentId, tx.session);
  if (instrument) await refuseIfTaken(room, tx, instrument, booking, [booking._id]);
}

/** An own booking that the caller may see. Throws `NotFound`. */
export async function ownBooking(room: BookingRoom, tx: Tx, id: string): Promise<BookingRow> {
  const booking = await bookingById(room, id, tx.session);
  const own = booking && booking.home === room.kernel.platform.id;
  if (!own || !maySeeBooking(tx.caller, booking)) throw notFound(tx.caller, id);
  return booking;
}
