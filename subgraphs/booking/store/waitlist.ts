import type { Caller } from '../../../kernel/caller.ts';
import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import { notFound, refuseProblems, required } from '../../../kernel/refusals.ts';
import { type RefusalValue, Refused, type Tx } from '../../../kernel/types.ts';
import { type Interval, later } from '../domain/interval.ts';
import { nextFreeSlots } from '../domain/slots.ts';
import type { BookingRow, InstrumentRow, WaitlistRow } from '../models.ts';
import { book } from './book.ts';
import { calendarKey, calendarOf, takeLocks } from './calendar.ts';
import { instrumentById } from './instruments.ts';
import { type BookingUser, userOf } from './parties.ts';
import { type BookingRoom, command } from './room.ts';

export interface JoinWaitlistInput {
  readonly idempotencyKey: string;
  readonly instrumentId: string;
  readonly from: Date;
  readonly to: Date;
  readonly minutes: number;
  readonly purpose: string;
}

export interface WaitlistSuccess {
  readonly __typename: string;
  readonly entryId: string;
}

/** Events after which a time may have become free. */
const FREEING = [
  'booking.cancelled',
  'booking.refused',
  'booking.expired',
  'booking.missed',
  'booking.moved',
  'booking.closed',
];

/** Waits for a slot of so many minutes within a window. */
export function joinWaitlist(
  room: BookingRoom,
  caller: Caller,
  input: JoinWaitlistInput,
): Promise<WaitlistSuccess | RefusalValue> {
  return command(room, caller, 'joinWaitlist', input, async (tx) => {
    const instrument = await instrumentById(room, input.instrumentId, tx.session);
    if (!instrument || instrument.home !== room.kernel.platform.id) throw notFound(caller, input.instrumentId);
    const fits = (input.to.getTime() - input.from.getTime()) / 60_000 >= input.minutes;
    refuseProblems(caller, [
      required('purpose', input.purpose),
      input.minutes > 0 ? null : { field: 'minutes', text: { zh: '须为正数。', en: 'Must be positive.' } },
      fits
        ? null
        : { field: 'to', text: { zh: '时间范围容不下所需时长。', en: 'The window is shorter than the minutes.' } },
      input.to > tx.now ? null : { field: 'to', text: { zh: '须在将来。', en: 'Must be in the future.' } },
    ]);
    const entry: WaitlistRow = {
      _id: room.kernel.newId('waitlistEntry'),
      instrumentId: instrument._id,
      user: { ...userOf(caller) },
      userId: caller.subject,
      from: input.from,
      to: input.to,
      minutes: input.minutes,
      purpose: input.purpose.trim(),
      state: 'WAITING',
      offerId: null,
      createdAt: tx.now,
    };
    await room.models.waitlist.insertMany([entry], { session: tx.session });
    tx.audit({ action: 'joinWaitlist', recordId: entry._id, after: { instrumentId: instrument._id } });
    return { __typename: 'JoinWaitlistSuccess', entryId: entry._id };
  });
}

/** The caller no longer waits. */
export function leaveWaitlist(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly entryId: string },
): Promise<WaitlistSuccess | RefusalValue> {
  return command(room, caller, 'leaveWaitlist', input, async (tx) => {
    const { matchedCount } = await room.models.waitlist.updateOne(
      { _id: input.entryId, userId: caller.subject, state: { $in: ['WAITING', 'OFFERED'] } },
      { $set: { state: 'LEFT' } },
      { session: tx.session },
    );
    if (matchedCount === 0) throw notFound(caller, input.entryId);
    tx.audit({ action: 'leaveWaitlist', recordId: input.entryId });
    return { __typename: 'LeaveWaitlistSuccess', entryId: input.entryId };
  });
}

export function waitlistOf(room: BookingRoom, caller: Caller): Promise<WaitlistRow[]> {
  return room.models.waitlist
    .find({ userId: caller.subject, state: { $in: ['WAITING', 'OFFERED'] } })
    .sort({ createdAt: 1 })
    .lean<WaitlistRow[]>();
}

export async function waitlistEntry(room: BookingRoom, id: string): Promise<WaitlistRow | null> {
  return room.models.waitlist.findById(id).lean<WaitlistRow | null>();
}

/** Offers times that became free to whoever waited longest: each offer is a tentative booking, which lapses when it is not submitted. */
export function followFreedTimes(room: BookingRoom): void {
  room.kernel.consume({ name: 'booking.waitlist', types: FREEING, handle: (event, tx) => onFreed(room, event, tx) });
  room.kernel.consume({
    name: 'booking.waitlistAnswers',
    types: ['booking.requested', 'booking.confirmed', 'booking.expired', 'booking.cancelled'],
    handle: (event, tx) => onAnswer(room, event, tx),
  });
}

async function onFreed(room: BookingRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const { instrumentId } = event.payload as { instrumentId: string };
  const waiting = await room.models.waitlist
    .find({ instrumentId, state: 'WAITING' })
    .sort({ createdAt: 1 })
    .session(tx.session)
    .lean<WaitlistRow[]>();
  if (waiting.length === 0) return;
  const instrument = await instrumentById(room, instrumentId, tx.session);
  if (!instrument) return;
  await takeLocks(room, tx, [calendarKey(instrumentId)]);
  for (const entry of waiting) await offer(room, tx, instrument, entry);
}

async function offer(room: BookingRoom, tx: Tx, instrument: InstrumentRow, entry: WaitlistRow): Promise<void> {
  if (entry.to <= tx.now) return mark(room, tx, entry, 'LAPSED', null);
  const window = { start: later(entry.from, tx.now), end: entry.to };
  const state = await calendarOf(room, instrument, window, tx.session);
  const [slot] = nextFreeSlots(state, window, entry.minutes, 1);
  const booking = slot ? await tryToHold(room, tx, entry, slot) : null;
  if (!booking) return;
  await mark(room, tx, entry, 'OFFERED', booking._id);
  const values = { title: booking.instrumentTitle, start: booking.start.toISOString(), end: booking.end.toISOString() };
  tx.notify({ template: 'waitlist.offered', to: [entry.userId], about: booking._id, values });
}

/** Holds the slot tentatively for the one who waits; null when the rules stand against it by now. */
async function tryToHold(room: BookingRoom, tx: Tx, entry: WaitlistRow, slot: Interval): Promise<BookingRow | null> {
  try {
    return await book(room, tx, {
      idempotencyKey: `${entry._id}|${slot.start.toISOString()}`,
      instrumentId: entry.instrumentId,
      slot,
      purpose: entry.purpose,
      channel: 'ONLINE',
      user: entry.user as unknown as BookingUser,
      forms: [],
      operator: false,
      overrideReason: null,
      tentative: true,
      groupId: null,
    });
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

async function onAnswer(room: BookingRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const entry = await room.models.waitlist
    .findOne({ offerId: event.recordId, state: 'OFFERED' })
    .session(tx.session)
    .lean<WaitlistRow | null>();
  const { state } = event.payload as { state: string };
  if (!entry || state === 'TENTATIVE') return;
  // An offer that lapsed or was given back has been passed on already; who let it lapse no longer waits.
  await mark(room, tx, entry, state === 'EXPIRED' || state === 'CANCELLED' ? 'LAPSED' : 'BOOKED', entry.offerId);
}

async function mark(
  room: BookingRoom,
  tx: Tx,
  entry: WaitlistRow,
  state: WaitlistRow['state'],
  offerId: string | null,
): Promise<void> {
  await room.models.waitlist.updateOne({ _id: entry._id }, { $set: { state, offerId } }, { session: tx.session });
}
