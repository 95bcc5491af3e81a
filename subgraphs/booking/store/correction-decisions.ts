import type { Caller } from '../../../kernel/caller.ts';
import { notFound, notPermitted, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { chargedPieces } from '../domain/consumables.ts';
import { minutesOf } from '../domain/interval.ts';
import { isCharged } from '../domain/usage.ts';
import type { BookingRow, CorrectionRow, InstrumentRow, UsageRow, WorkOrderRow } from '../models.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import { correctionById } from './correction-reads.ts';
import { type CorrectionSuccess, usageRecord } from './corrections.ts';
import { instrumentById } from './instruments.ts';
import { isStaffOf, postingOf, quoteOf } from './parties.ts';
import { bookingById, workOrderById } from './reads.ts';
import { type BookingRoom, command, queuedCommand, refusal } from './room.ts';
import { refuseOverlap, tellUsage } from './use.ts';
import { saveWorkOrder, usageOf } from './work-orders.ts';

/** The second person agrees: reversing record, right record, sums and charge corrected in one transaction. */
export async function approveCorrection(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly correctionId: string },
): Promise<CorrectionSuccess | RefusalValue> {
  const known = await correctionById(room, input.correctionId);
  const instrumentId = known?.path.at(-1) ?? input.correctionId;
  const key = calendarKey(instrumentId);
  return queuedCommand(room, [key], caller, 'approveCorrection', input, async (tx) => {
    const correction = await proposedCorrection(room, tx, input.correctionId);
    const usage = await usageRecord(room, tx, correction.usageRecordId);
    const instrument = await instrumentById(room, usage.instrumentId, tx.session);
    if (!instrument) throw notFound(caller, usage.instrumentId);
    await takeLocks(room, tx, [key]);
    const right = await reverse(room, tx, instrument, usage, correction);
    await correctCharge(room, tx, usage, right ? right.minutes - usage.minutes : -usage.minutes, correction.reason);
    await decide(room, tx, correction, { state: 'APPROVED', refusalReason: null });
    tx.audit({
      action: 'approveCorrection',
      recordId: usage._id,
      before: usage,
      after: right,
      reason: correction.reason,
    });
    return { __typename: 'ApproveCorrectionSuccess', correctionId: correction._id };
  });
}

/** The second person disagrees: the record stays, and who proposed is told why. */
export function refuseCorrection(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly correctionId: string; readonly reason: string },
): Promise<CorrectionSuccess | RefusalValue> {
  return command(room, caller, 'refuseCorrection', input, async (tx) => {
    refuseProblems(caller, [required('reason', input.reason)]);
    const correction = await proposedCorrection(room, tx, input.correctionId);
    const refusalReason = input.reason.trim();
    await decide(room, tx, correction, { state: 'REFUSED', refusalReason });
    const { _id, usageRecordId: recordId, proposedBy } = correction;
    tx.audit({ action: 'refuseCorrection', recordId, before: correction, reason: refusalReason });
    const values = { reason: refusalReason };
    tx.notify({ template: 'usageCorrection.refused', to: [proposedBy], about: _id, values });
    return { __typename: 'RefuseCorrectionSuccess', correctionId: _id };
  });
}

/** A correction that the caller, as the second person, may decide about now. Throws `NotFound`, `NotPermitted`, `WrongState`, `SecondPersonNeeded`. */
async function proposedCorrection(room: BookingRoom, tx: Tx, id: string): Promise<CorrectionRow> {
  const { caller, session } = tx;
  const correction = await room.models.corrections.findById(id).session(session).lean<CorrectionRow | null>();
  if (!correction) throw notFound(caller, id);
  if (!isStaffOf(caller, correction.path)) throw notPermitted(caller);
  if (correction.state !== 'PROPOSED') throw wrongState(caller, correction.state, []);
  if (correction.proposedBy === caller.subject) throw secondPersonNeeded(caller);
  return correction;
}

/** Two who decide at once write the same row: the transaction of the later one is tried again and finds it decided. */
async function decide(
  room: BookingRoom,
  tx: Tx,
  { _id }: CorrectionRow,
  outcome: Pick<CorrectionRow, 'state' | 'refusalReason'>,
): Promise<void> {
  const decided = { ...outcome, decidedBy: tx.caller.subject, decidedAt: tx.now };
  await room.models.corrections.updateOne({ _id }, { $set: decided }, { session: tx.session });
}

function secondPersonNeeded(caller: Caller) {
  const text = { zh: '更正须由另一人复核。', en: 'Another person must approve the correction.' };
  return refusal(caller, 'SecondPersonNeeded', text);
}

async function reverse(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  usage: UsageRow,
  correction: CorrectionRow,
): Promise<UsageRow | null> {
  const who = { recordedBy: tx.caller.subject, recordedAt: tx.now };
  const reversal: UsageRow = {
    ...usage,
    ...who,
    _id: room.kernel.newId('usageRecord'),
    minutes: -usage.minutes,
    reverses: usage._id,
  };
  await room.models.usage.updateOne(
    { _id: usage._id },
    { $set: { reversedBy: reversal._id } },
    { session: tx.session },
  );
  await room.models.usage.insertMany([reversal], { session: tx.session });
  tellUsage(room, tx, instrument, reversal);
  if (!correction.start || !correction.end) return null;
  const { start, end } = correction;
  const right: UsageRow = {
    ...usage,
    ...who,
    _id: room.kernel.newId('usageRecord'),
    start,
    end,
    minutes: minutesOf({ start, end }),
    usageClass: correction.usageClass ?? usage.usageClass,
  };
  await refuseOverlap(room, tx, instrument, right);
  await room.models.usage.insertMany([right], { session: tx.session });
  tellUsage(room, tx, instrument, right);
  return right;
}

/** The work order's and booking's minutes follow; what was charged already is corrected in the ledger. */
async function correctCharge(
  room: BookingRoom,
  tx: Tx,
  usage: UsageRow,
  byMinutes: number,
  reason: string,
): Promise<void> {
  const order = usage.workOrderId ? await workOrderById(room, usage.workOrderId, tx.session) : null;
  if (!order) return;
  const usedMinutes = order.usedMinutes + byMinutes;
  const booking = order.bookingId ? await bookingById(room, order.bookingId, tx.session) : null;
  const price =
    booking?.state === 'COMPLETED' ? await repost(room, tx, order, booking, usedMinutes, reason) : order.price;
  await saveWorkOrder(room, tx, order, { ...order, usedMinutes, price });
}

async function repost(
  room: BookingRoom,
  tx: Tx,
  order: WorkOrderRow,
  booking: BookingRow,
  usedMinutes: number,
  reason: string,
) {
  const rows = await usageOf(room, tx, order._id);
  const minutes = rows.filter((row) => isCharged(row.usageClass)).reduce((sum, row) => sum + row.minutes, 0);
  const price = await quoteOf(room, booking, { minutes, consumables: chargedPieces(order) }, booking.start, tx.session);
  const corrected = { ...booking, price, usedMinutes, version: booking.version + 1 };
  await room.models.bookings.replaceOne({ _id: booking._id, version: booking.version }, corrected, {
    session: tx.session,
  });
  const posting = await postingOf(room, corrected, price, minutes, tx.session);
  await room.ledger.correct(tx, { id: booking._id, kind: 'booking' }, reason, posting);
  return price;
}
