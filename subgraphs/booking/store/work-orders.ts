import type { Caller } from '../../../kernel/caller.ts';
import { notFound, notPermitted, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { chargedPieces } from '../domain/consumables.ts';
import { earlier, later } from '../domain/interval.ts';
import { possibleSteps } from '../domain/transitions.ts';
import { isCharged } from '../domain/usage.ts';
import type { BookingRow, ResultFile, UsageRow, WorkOrderRow } from '../models.ts';
import { advance } from './advance.ts';
import { ownBooking } from './decide.ts';
import { completeForLaboratory } from './laboratory-bookings.ts';
import { isStaffOf, postingOf, quoteOf } from './parties.ts';
import { maySeeWorkOrder, workOrderById } from './reads.ts';
import { type BookingRoom, command } from './room.ts';

export interface WorkOrderSuccess {
  readonly __typename: string;
  readonly workOrderId: string;
  readonly usageRecordId?: string;
}

/** Steps of a work order by its state: what `WrongState` offers. */
const stepsOf: Readonly<Record<WorkOrderRow['state'], readonly string[]>> = {
  OPEN: ['startUse', 'recordUsage', 'recordConsumables'],
  RUNNING: ['stopUse', 'recordConsumables'],
  STOPPED: ['startUse', 'recordUsage', 'recordConsumables', 'closeWorkOrder'],
  CLOSED: ['acceptWorkOrder'],
};

/** Throws `WrongState` unless the order's state allows the step. An order without an instrument may be closed at once. */
export function refuseUnlessPossible(caller: Caller, order: WorkOrderRow, step: string): void {
  const direct = step === 'closeWorkOrder' && order.state === 'OPEN' && order.instrumentId === null;
  const possible = order.acceptedAt ? [] : stepsOf[order.state];
  if (!direct && !possible.includes(step)) throw wrongState(caller, order.state, possible);
}

export interface OpenWorkOrderInput {
  readonly idempotencyKey: string;
  readonly bookingId: string;
  readonly operatorName: string;
  readonly procedure?: string | null | undefined;
  readonly samples?: number | null | undefined;
}

/** Opens the one work order of a confirmed booking. */
export function openWorkOrder(
  room: BookingRoom,
  caller: Caller,
  input: OpenWorkOrderInput,
): Promise<WorkOrderSuccess | RefusalValue> {
  return command(room, caller, 'openWorkOrder', input, async (tx) => {
    const samples = input.samples ?? 0;
    refuseProblems(caller, [
      required('operatorName', input.operatorName),
      samples >= 0 ? null : { field: 'samples', text: { zh: '不能为负。', en: 'Must not be negative.' } },
    ]);
    const booking = await ownBooking(room, tx, input.bookingId);
    if (!isStaffOf(caller, booking.path)) throw notPermitted(caller);
    const open = await room.models.workOrders.findOne({ bookingId: booking._id }).session(tx.session).lean();
    if (booking.state !== 'CONFIRMED' || open) throw wrongState(caller, booking.state, possibleSteps(booking.state));
    const order = await insertWorkOrder(room, tx, {
      ...booking,
      bookingId: booking._id,
      testRequestId: null,
      operatorName: input.operatorName.trim(),
      procedure: input.procedure ?? null,
      samples,
    });
    return { __typename: 'OpenWorkOrderSuccess', workOrderId: order._id };
  });
}

type NewWorkOrder = Pick<
  WorkOrderRow,
  | 'instrumentId'
  | 'path'
  | 'unitId'
  | 'bookingId'
  | 'testRequestId'
  | 'userId'
  | 'userUnitId'
  | 'userClass'
  | 'operatorName'
  | 'procedure'
  | 'samples'
> &
  Pick<WorkOrderRow, 'stepId'>;

/** Writes a new work order and tells it. */
export async function insertWorkOrder(room: BookingRoom, tx: Tx, fields: NewWorkOrder): Promise<WorkOrderRow> {
  const { instrumentId, path, unitId, bookingId, testRequestId, userId, userUnitId, userClass } = fields;
  const { operatorName, procedure, samples } = fields;
  const order: WorkOrderRow = {
    _id: room.kernel.newId('workOrder'),
    instrumentId,
    path,
    unitId,
    bookingId,
    testRequestId,
    stepId: fields.stepId ?? null,
    userId,
    userUnitId,
    userClass,
    state: 'OPEN',
    operatorName,
    procedure,
    samples,
    usedMinutes: 0,
    resultText: null,
    consumables: [],
    resultFiles: [],
    price: null,
    openedAt: tx.now,
    closedAt: null,
    acceptedAt: null,
    acceptanceRemark: null,
    version: 1,
  };
  await room.models.workOrders.insertMany([order], { session: tx.session });
  tellWorkOrder(tx, order, 'opened', 'openWorkOrder');
  return order;
}

/** Audits a step of a work order and tells it to other rooms. */
export function tellWorkOrder(tx: Tx, order: WorkOrderRow, happened: string, action: string): void {
  const { _id, state, path, unitId, bookingId, testRequestId, usedMinutes, samples, resultFiles, resultText } = order;
  tx.audit({ action, recordId: _id, after: { state, usedMinutes, samples } });
  const at = order.closedAt?.toISOString() ?? null;
  const resultFileIds = resultFiles.map(({ fileId }) => fileId);
  const result = { usedMinutes, samples, resultFileIds, resultText, closedAt: at };
  const stepId = order.stepId ?? null;
  const payload = { state, path, unitId, bookingId, testRequestId, stepId, ...result };
  tx.emit({ type: `workOrder.${happened}`, recordId: _id, version: order.version, payload });
}

export interface CloseWorkOrderInput {
  readonly idempotencyKey: string;
  readonly workOrderId: string;
  readonly resultText?: string | null | undefined;
  readonly resultFileIds?: readonly string[] | null | undefined;
  readonly resultFiles?: readonly ResultFile[] | null | undefined;
  readonly samples?: number | null | undefined;
}

/** Closes a work order: a booking's is charged by its actual minutes and completes the booking; a test request's is told to `services`. */
export function closeWorkOrder(
  room: BookingRoom,
  caller: Caller,
  input: CloseWorkOrderInput,
): Promise<WorkOrderSuccess | RefusalValue> {
  return command(room, caller, 'closeWorkOrder', input, async (tx) => {
    const order = await workOrderFor(room, tx, input.workOrderId);
    if (!isStaffOf(caller, order.path)) throw notPermitted(caller);
    refuseUnlessPossible(caller, order, 'closeWorkOrder');
    const resultFiles = filesOf(input);
    for (const { fileId } of resultFiles) await room.kernel.files.attach(tx, fileId);
    const closed: WorkOrderRow = {
      ...order,
      state: 'CLOSED',
      resultText: input.resultText ?? null,
      resultFiles,
      samples: input.samples ?? order.samples,
      closedAt: tx.now,
    };
    const charged = await charge(room, tx, closed);
    const saved = await saveWorkOrder(room, tx, order, charged);
    tellWorkOrder(tx, saved, 'closed', 'closeWorkOrder');
    return { __typename: 'CloseWorkOrderSuccess', workOrderId: saved._id };
  });
}

/** A file that is named twice keeps the level that it was given. */
function filesOf({ resultFileIds, resultFiles }: CloseWorkOrderInput): ResultFile[] {
  const internal = (resultFileIds ?? []).map((fileId): ResultFile => ({ fileId, confidentiality: 'INTERNAL' }));
  return [...new Map([...internal, ...(resultFiles ?? [])].map((file) => [file.fileId, file])).values()];
}

/** A booking is charged with its order; the laboratory's own one for a test request is not: the request's fee counts the minutes. */
async function charge(room: BookingRoom, tx: Tx, order: WorkOrderRow): Promise<WorkOrderRow> {
  if (!order.bookingId) return order;
  if (!order.testRequestId) return chargeBooking(room, tx, order, order.bookingId);
  await completeForLaboratory(room, tx, order);
  return order;
}

async function chargeBooking(room: BookingRoom, tx: Tx, order: WorkOrderRow, bookingId: string): Promise<WorkOrderRow> {
  const booking = await ownBooking(room, tx, bookingId);
  const usage = await usageOf(room, tx, order._id);
  const minutes = usage.filter((row) => isCharged(row.usageClass)).reduce((sum, row) => sum + row.minutes, 0);
  const price = await quoteOf(room, booking, { minutes, consumables: chargedPieces(order) }, booking.start, tx.session);
  const completed = await advance(room, tx, booking, 'closeWorkOrder', {
    price,
    priceFinal: true,
    usedMinutes: order.usedMinutes,
    busyUntil: busyUntil(booking, usage),
  });
  await room.ledger.settle(tx, await postingOf(room, completed, price, minutes, tx.session));
  tx.count('servicesProvided', 1, { unitId: order.unitId, at: booking.start });
  return { ...order, price };
}

/** A use that ended before its slot gives the rest back. */
function busyUntil(booking: BookingRow, usage: readonly UsageRow[]): Date {
  const last = usage.reduce((latest, row) => (row.end ? later(latest, row.end) : latest), booking.start);
  return earlier(last, booking.end);
}

export function usageOf(room: BookingRoom, tx: Tx, workOrderId: string): Promise<UsageRow[]> {
  return room.models.usage.find({ workOrderId }).sort({ start: 1 }).session(tx.session).lean<UsageRow[]>();
}

/** A work order that the caller may see. Throws `NotFound`. */
export async function workOrderFor(room: BookingRoom, tx: Tx, id: string): Promise<WorkOrderRow> {
  const order = await workOrderById(room, id, tx.session);
  if (!order || !maySeeWorkOrder(tx.caller, order)) throw notFound(tx.caller, id);
  return order;
}

export async function saveWorkOrder(
  room: BookingRoom,
  tx: Tx,
  before: WorkOrderRow,
  after: WorkOrderRow,
): Promise<WorkOrderRow> {
  const saved = { ...after, version: before.version + 1 };
  const { matchedCount } = await room.models.workOrders.replaceOne(
    { _id: before._id, version: before.version },
    saved,
    {
      session: tx.session,
    },
  );
  if (matchedCount !== 1) throw new Error(`${before._id} is no longer at version ${before.version}`);
  return saved;
}
