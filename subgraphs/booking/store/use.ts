import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, notPermitted } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { addMinutes, atLeast, type Interval, minutesOf, overlaps, toMinute } from '../domain/interval.ts';
import { minutesByMonth } from '../domain/local-time.ts';
import { LONGEST_BOOKING_MINUTES } from '../domain/policy.ts';
import { isEffective, isExternal, knownUntil, purposeOf, type UsageClass } from '../domain/usage.ts';
import type { InstrumentRow, UsageRow, WorkOrderRow } from '../models.ts';
import { advance } from './advance.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import { ownBooking } from './decide.ts';
import { instrumentById, policyOf } from './instruments.ts';
import { hoursCountedAt, subjectsOf } from './load.ts';
import { isStaffOf } from './parties.ts';
import { workOrderById } from './reads.ts';
import { type BookingRoom, queuedCommand, refusal } from './room.ts';
import { refuseUnlessPossible, saveWorkOrder, type WorkOrderSuccess, workOrderFor } from './work-orders.ts';

export interface StartUseInput {
  readonly idempotencyKey: string;
  readonly workOrderId: string;
  readonly usageClass?: UsageClass | null | undefined;
  readonly source?: string | null | undefined;
  readonly at?: Date | null | undefined;
}

/** The machine starts. Throws `UsageOverlaps` when it runs already beyond its capacity. */
export function startUse(room: BookingRoom, caller: Caller, input: StartUseInput) {
  return underLock(room, caller, 'startUse', input, async (tx, order, instrument) => {
    const start = momentOf(caller, input.at ?? tx.now, tx.now);
    const usage = freshUsage(room, tx, order, instrument, {
      start,
      end: null,
      usageClass: input.usageClass ?? 'TEST',
      source: input.source ?? 'MANUAL',
    });
    await refuseOverlap(room, tx, instrument, usage);
    await room.models.usage.insertMany([usage], { session: tx.session });
    await saveWorkOrder(room, tx, order, { ...order, state: 'RUNNING' });
    await markInUse(room, tx, order);
    tx.audit({ action: 'startUse', recordId: usage._id, after: { start } });
    return { __typename: 'StartUseSuccess', workOrderId: order._id, usageRecordId: usage._id };
  });
}

export interface StopUseInput {
  readonly idempotencyKey: string;
  readonly workOrderId: string;
  readonly at?: Date | null | undefined;
}

/** The running use ends; its minutes count from now on. */
export function stopUse(room: BookingRoom, caller: Caller, input: StopUseInput) {
  return underLock(room, caller, 'stopUse', input, async (tx, order, instrument) => {
    const running = await room.models.usage
      .findOne({ workOrderId: order._id, end: null })
      .session(tx.session)
      .lean<UsageRow | null>();
    if (!running) throw new Error(`${order._id} is running without a usage record`);
    const end = momentOf(caller, input.at ?? tx.now, tx.now);
    refuseImpossible(caller, { start: running.start, end });
    const minutes = minutesOf({ start: running.start, end });
    const usage = { ...running, end, minutes, samples: order.samples };
    await refuseOverlap(room, tx, instrument, usage);
    await room.models.usage.replaceOne({ _id: usage._id }, usage, { session: tx.session });
    await addToOrder(room, tx, order, minutes);
    tellUsage(room, tx, instrument, usage);
    return { __typename: 'StopUseSuccess', workOrderId: order._id, usageRecordId: usage._id };
  });
}

export interface RecordUsageInput {
  readonly idempotencyKey: string;
  readonly workOrderId: string;
  readonly start: Date;
  readonly end: Date;
  readonly usageClass?: UsageClass | null | undefined;
  readonly source?: string | null | undefined;
}

/** Enters a use that is over, under its work order. */
export function recordUsage(room: BookingRoom, caller: Caller, input: RecordUsageInput) {
  return underLock(room, caller, 'recordUsage', input, async (tx, order, instrument) => {
    const interval = { start: toMinute(input.start), end: momentOf(caller, input.end, tx.now) };
    refuseImpossible(caller, interval);
    const usageClass = input.usageClass ?? 'TEST';
    const fresh = freshUsage(room, tx, order, instrument, {
      ...interval,
      usageClass,
      source: input.source ?? 'MANUAL',
    });
    const usage = { ...fresh, minutes: minutesOf(interval) };
    await refuseOverlap(room, tx, instrument, usage);
    await room.models.usage.insertMany([usage], { session: tx.session });
    await addToOrder(room, tx, order, usage.minutes);
    await markInUse(room, tx, order);
    tellUsage(room, tx, instrument, usage);
    return { __typename: 'RecordUsageSuccess', workOrderId: order._id, usageRecordId: usage._id };
  });
}

async function underLock(
  room: BookingRoom,
  caller: Caller,
  step: string,
  input: { readonly idempotencyKey: string; readonly workOrderId: string },
  work: (tx: Tx, order: WorkOrderRow, instrument: InstrumentRow) => Promise<WorkOrderSuccess>,
): Promise<WorkOrderSuccess | RefusalValue> {
  const known = await workOrderById(room, input.workOrderId);
  const key = calendarKey(known?.instrumentId ?? input.workOrderId);
  return queuedCommand(room, [key], caller, step, input, async (tx) => {
    const order = await workOrderFor(room, tx, input.workOrderId);
    if (order.userId !== caller.subject && !isStaffOf(caller, order.path)) throw notPermitted(caller);
    refuseUnlessPossible(caller, order, step);
    const instrument = order.instrumentId ? await instrumentById(room, order.instrumentId, tx.session) : null;
    if (!instrument) throw notFound(caller, order.instrumentId);
    await takeLocks(room, tx, [key]);
    return work(tx, order, instrument);
  });
}

/** A given moment on its whole minute; not in the future. */
function momentOf(caller: Caller, at: Date, now: Date): Date {
  if (at > now) {
    throw invalidInput(caller, [{ field: 'at', text: { zh: '时间不能在将来。', en: 'It cannot be in the future.' } }]);
  }
  return toMinute(at);
}

function refuseImpossible(caller: Caller, interval: Interval): void {
  const minutes = minutesOf(interval);
  if (minutes > 0 && minutes <= LONGEST_BOOKING_MINUTES) return;
  const text = { zh: '结束须晚于开始，且不超过 14 天。', en: 'The end must be after the start, at most 14 days.' };
  throw invalidInput(caller, [{ field: 'at', text }]);
}

type NewUsage = Pick<UsageRow, 'start' | 'end' | 'usageClass' | 'source'>;

function freshUsage(
  room: BookingRoom,
  tx: Tx,
  order: WorkOrderRow,
  instrument: InstrumentRow,
  fields: NewUsage,
): UsageRow {
  return {
    _id: room.kernel.newId('usageRecord'),
    instrumentId: instrument._id,
    path: instrument.path,
    workOrderId: order._id,
    bookingId: order.bookingId,
    ...fields,
    minutes: 0,
    external: isExternal(order.userUnitId, instrument.managingUnitId),
    purpose: purposeOf(fields.usageClass, order.userClass),
    samples: order.samples,
    recordedBy: tx.caller.subject,
    recordedAt: tx.now,
    reverses: null,
    reversedBy: null,
  };
}

/** Throws `UsageOverlaps` when more uses than the instrument's capacity would run at once. Call under the calendar's lock. */
export async function refuseOverlap(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  usage: UsageRow,
): Promise<void> {
  const { capacity } = policyOf(room, instrument);
  const wanted = usage.end
    ? { start: usage.start, end: usage.end }
    : { start: usage.start, end: addMinutes(tx.now, 1) };
  const near = await room.models.usage
    .find({
      instrumentId: instrument._id,
      start: { $gte: addMinutes(wanted.start, -LONGEST_BOOKING_MINUTES), $lt: wanted.end },
    })
    .session(tx.session)
    .lean<UsageRow[]>();
  const counting = near.filter((row) => row._id !== usage._id && !row.reverses && !row.reversedBy);
  const others = counting.filter((row) => overlaps(knownUntil(row, addMinutes(tx.now, 1)), wanted));
  const times = others.map((row) => knownUntil(row, addMinutes(tx.now, 1)));
  if (others.length < capacity || !atLeast(capacity, times).some((full) => overlaps(full, wanted))) return;
  const text = { zh: '该时间仪器已有使用记录。', en: 'The machine was in use then: correct the times.' };
  throw refusal(tx.caller, 'UsageOverlaps', text, { overlappingIds: others.map((row) => row._id) });
}

async function addToOrder(room: BookingRoom, tx: Tx, order: WorkOrderRow, minutes: number): Promise<void> {
  await saveWorkOrder(room, tx, order, { ...order, state: 'STOPPED', usedMinutes: order.usedMinutes + minutes });
}

async function markInUse(room: BookingRoom, tx: Tx, order: WorkOrderRow): Promise<void> {
  if (!order.bookingId) return;
  const booking = await ownBooking(room, tx, order.bookingId);
  if (booking.state === 'CONFIRMED') await advance(room, tx, booking, 'startUse');
}

/** Counts a usage record's minutes in the local months they fall into, and tells the indicators. */
export function tellUsage(room: BookingRoom, tx: Tx, instrument: InstrumentRow, usage: UsageRow): void {
  const { timeZone } = room.kernel.platform;
  const { start, end, usageClass, external, purpose, samples, minutes } = usage;
  if (!end) return;
  const sign = usage.reverses ? -1 : 1;
  const months = minutesByMonth({ start, end }, timeZone).map((part) => ({ ...part, minutes: sign * part.minutes }));
  tx.audit({ action: 'recordUsage', recordId: usage._id, after: { start, end, minutes, usageClass, external } });
  for (const part of isEffective(usageClass) ? months : []) {
    const where = hoursCountedAt(instrument, part.month);
    tx.count('machineMinutes', part.minutes, where);
    if (external) tx.count('externalMachineMinutes', part.minutes, where);
  }
  const payload = {
    instrumentId: instrument._id,
    start,
    end,
    subjects: subjectsOf(instrument),
    months,
    usageClass,
    external,
    purpose,
    samples: sign * samples,
  };
  tx.emit({ type: 'usage.recorded', recordId: usage._id, version: 1, payload });
}
