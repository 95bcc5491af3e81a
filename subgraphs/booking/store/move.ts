import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notPermitted, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { addMinutes, contains, type Interval, minutesOf } from '../domain/interval.ts';
import { OCCUPYING, possibleSteps, stateAwaiting, transitionOf } from '../domain/transitions.ts';
import type { BookingRow, InstrumentRow } from '../models.ts';
import { holdFor, saveBooking } from './advance.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import { isOwnOrStaff, ownBooking } from './decide.ts';
import { examine } from './examine.ts';
import { policyOf } from './instruments.ts';
import { moveRemote } from './mirror.ts';
import { isStaffOf, quoteOf } from './parties.ts';
import { bookingById, maySeeBooking } from './reads.ts';
import { type BookingRoom, queuedCommand } from './room.ts';
import { tellBooking } from './tell.ts';
import { type BookingSuccess, slotProblems } from './wish.ts';

export interface MoveBookingInput {
  readonly idempotencyKey: string;
  readonly bookingId: string;
  readonly slot: Interval;
  readonly override?: { readonly reason: string } | null | undefined;
}

/** Moves, shortens or extends a booking under the same lock and rules as a new one; one elsewhere is moved at its home platform. */
export async function moveBooking(
  room: BookingRoom,
  caller: Caller,
  input: MoveBookingInput,
): Promise<BookingSuccess | RefusalValue> {
  const known = await bookingById(room, input.bookingId);
  if (known && known.home !== room.kernel.platform.id && maySeeBooking(caller, known)) {
    return moveRemote(room, caller, known, input);
  }
  const key = calendarKey(known?.instrumentId ?? input.bookingId);
  return queuedCommand(room, [key], caller, 'moveBooking', input, async (tx) => {
    refuseProblems(caller, [
      ...slotProblems(input.slot),
      input.override ? required('override.reason', input.override.reason) : null,
    ]);
    const booking = await ownBooking(room, tx, input.bookingId);
    refuseUnlessMovable(caller, booking, input, tx.now);
    await takeLocks(room, tx, [key]);
    const saved = await move(room, tx, booking, input);
    return { __typename: 'MoveBookingSuccess', bookingId: saved._id };
  });
}

function refuseUnlessMovable(caller: Caller, booking: BookingRow, input: MoveBookingInput, now: Date): void {
  const staff = isStaffOf(caller, booking.path);
  if (!isOwnOrStaff(caller, booking) || (input.override && !staff)) throw notPermitted(caller);
  if (!transitionOf(booking.state, 'moveBooking'))
    throw wrongState(caller, booking.state, possibleSteps(booking.state));
  if (booking.state !== 'IN_USE') return;
  const { start, end } = input.slot;
  if (start.getTime() === booking.start.getTime() && end > now) return;
  const text = {
    zh: '使用中的预约只能更改结束时间，且不能早于现在。',
    en: 'Of a booking in use only the end can be changed, and not to the past.',
  };
  throw invalidInput(caller, [{ field: 'slot', text }]);
}

async function move(room: BookingRoom, tx: Tx, booking: BookingRow, input: MoveBookingInput): Promise<BookingRow> {
  const { start, end } = input.slot;
  const slot = { start, end };
  const keepsStart = start.getTime() === booking.start.getTime();
  const { instrument } = await examine(room, tx, {
    instrumentId: booking.instrumentId,
    slot,
    user: userOfBooking(booking),
    forms: booking.forms,
    operator: booking.operator,
    except: booking._id,
    overrideReason: input.override?.reason ?? booking.overrideReason,
    without: keepsStart ? ['leadTime', 'horizon'] : [],
  });
  const moved = {
    ...booking,
    ...slot,
    busyUntil: end,
    overrideReason: input.override?.reason ?? booking.overrideReason,
  };
  const decided = decidedAnew(room, tx, booking, moved, instrument);
  const priced = await reprice(room, tx, booking, decided);
  const saved = await saveBooking(room, tx, booking, priced, 'moveBooking');
  await tellBooking(room, tx, saved, 'moved', ['USER', 'UNIT']);
  return saved;
}

/** Staff's moves and times within the old ones keep the state; a user's other times go through the approvals again. */
function decidedAnew(
  room: BookingRoom,
  tx: Tx,
  before: BookingRow,
  moved: BookingRow,
  instrument: InstrumentRow,
): BookingRow {
  const keeps = before.state === 'IN_USE' || before.state === 'TENTATIVE';
  if (keeps || contains(before, moved) || isStaffOf(tx.caller, before.path)) return moved;
  const policy = policyOf(room, instrument);
  const state = stateAwaiting(policy.approval);
  const dueAt = state === 'CONFIRMED' ? null : addMinutes(tx.now, policy.decisionMinutes);
  return { ...moved, state, openApprovals: policy.approval, occupies: OCCUPYING.includes(state), dueAt, reminders: 0 };
}

/** A confirmed booking is held anew at its new times; one that waits again gives its hold back. */
async function reprice(room: BookingRoom, tx: Tx, before: BookingRow, after: BookingRow): Promise<BookingRow> {
  const isHeld = after.state === 'CONFIRMED' || after.state === 'IN_USE';
  if (isHeld) return holdFor(room, tx, after);
  await room.ledger.release(tx, { id: before._id, kind: 'booking' });
  return { ...after, price: await quoteOf(room, after, { minutes: minutesOf(after) }, after.start, tx.session) };
}

/** The user of a booking as the rules see one. */
export function userOfBooking(booking: BookingRow) {
  return {
    id: booking.userId,
    name: booking.userName,
    home: booking.userHome,
    unitId: booking.userUnitId,
    isFirmUser: booking.userClass === 'FIRM',
    researchGroupId: booking.researchGroupId,
    fundCardId: booking.fundCardId,
  };
}
