import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import type { Tx } from '../../../kernel/types.ts';
import type { InstrumentRow, WorkOrderRow } from '../models.ts';
import { instrumentById } from './instruments.ts';
import { bookForLaboratory, freeUnlessSame, type LaboratorySlot } from './laboratory-bookings.ts';
import type { BookingRoom } from './room.ts';
import type { TakenPayload } from './taken-payload.ts';
import { insertWorkOrder, saveWorkOrder, tellWorkOrder } from './work-orders.ts';

/** One step of a request's work, as `services` plans it; instants as JSON or as they are stored. */
interface PlannedStep {
  readonly stepId: string;
  readonly title: string;
  readonly instrumentId: string | null;
  readonly operatorName: string;
  readonly start: string | Date | null;
  readonly end: string | Date | null;
  readonly book: boolean;
}

export interface PlannedPayload extends TakenPayload {
  readonly plannedBy: string;
  readonly steps: readonly PlannedStep[];
}

/** Every step gets its work order: the one of the whole request becomes the first step's, the others are opened. */
export async function planOrders(room: BookingRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const planned = event.payload as unknown as PlannedPayload;
  const orders = await room.models.workOrders
    .find({ testRequestId: event.recordId })
    .session(tx.session)
    .lean<WorkOrderRow[]>();
  let whole = orders.find(({ stepId }) => !stepId) ?? null;
  for (const step of planned.steps) {
    const known = orders.find(({ stepId }) => stepId === step.stepId) ?? whole;
    if (known === whole) whole = null;
    await planOrder(room, tx, event.recordId, planned, step, known);
  }
}

async function planOrder(
  room: BookingRoom,
  tx: Tx,
  testRequestId: string,
  planned: PlannedPayload,
  step: PlannedStep,
  known: WorkOrderRow | null,
): Promise<void> {
  const instrument = await ownInstrument(room, tx, step.instrumentId, planned.takenBy);
  const order = known ?? (await freshOrder(room, tx, testRequestId, planned, step, instrument));
  const slot = instrument ? slotOf(testRequestId, planned, step, instrument._id) : null;
  const kept = await freeUnlessSame(room, tx, order, slot);
  const booked = slot && kept === null && order.state === 'OPEN' ? await bookForLaboratory(room, tx, slot) : null;
  const bookingId = booked && 'bookingId' in booked ? booked.bookingId : kept;
  const changeable = order.state === 'OPEN';
  const saved = await saveWorkOrder(room, tx, order, {
    ...order,
    stepId: step.stepId,
    bookingId,
    ...(changeable ? { instrumentId: instrument?._id ?? null, operatorName: step.operatorName } : {}),
    ...(changeable && instrument ? { path: instrument.path } : {}),
  });
  tellWorkOrder(tx, saved, saved.state === 'CLOSED' ? 'closed' : 'planned', 'planWork');
  const refused = step.instrumentId && !instrument ? NOT_OWN : booked && 'refused' in booked ? booked.refused : null;
  if (refused !== null) tellRefused(tx, testRequestId, saved, refused);
}

const NOT_OWN = '本单位没有该仪器。 / The unit has no such instrument.';

function tellRefused(tx: Tx, testRequestId: string, { stepId, version }: WorkOrderRow, message: string): void {
  const recordId = stepId ?? testRequestId;
  tx.emit({ type: 'workStep.refused', recordId, version, payload: { testRequestId, stepId, message } });
}

/** An instrument that the unit owns; null for none. */
async function ownInstrument(
  room: BookingRoom,
  tx: Tx,
  id: string | null,
  unitId: string,
): Promise<InstrumentRow | null> {
  const instrument = id ? await instrumentById(room, id, tx.session) : null;
  return instrument && instrument.unitId === unitId && !instrument.withdrawn ? instrument : null;
}

function freshOrder(
  room: BookingRoom,
  tx: Tx,
  testRequestId: string,
  planned: PlannedPayload,
  step: PlannedStep,
  instrument: InstrumentRow | null,
): Promise<WorkOrderRow> {
  return insertWorkOrder(room, tx, {
    instrumentId: instrument?._id ?? null,
    path: instrument?.path ?? planned.path,
    unitId: planned.takenBy,
    bookingId: null,
    testRequestId,
    stepId: step.stepId,
    userId: planned.requesterId,
    userUnitId: planned.firmId,
    userClass: planned.userClass,
    operatorName: step.operatorName,
    procedure: step.title,
    samples: planned.samples,
  });
}

function slotOf(
  testRequestId: string,
  planned: PlannedPayload,
  step: PlannedStep,
  instrumentId: string,
): LaboratorySlot | null {
  const { start, end, stepId, operatorName, title } = step;
  if (!step.book || !start || !end) return null;
  const { plannedBy, takenBy: unitId } = planned;
  const times = { start: new Date(start), end: new Date(end) };
  return { instrumentId, unitId, testRequestId, stepId, operatorName, title, plannedBy, ...times };
}
