import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import type { Tx } from '../../../kernel/types.ts';
import type { BookingRoom } from './room.ts';
import type { TakenPayload } from './taken-payload.ts';
import { insertWorkOrder } from './work-orders.ts';
import { planOrders } from './work-steps.ts';

/** Opens the work order of every test request that a unit takes: a domain event asks for it (design.md §10). */
export function followTestRequests(room: BookingRoom): void {
  room.kernel.consume({
    name: 'booking.testRequests',
    types: ['testRequest.taken', 'testRequest.planned'],
    handle: (event, tx) =>
      event.type === 'testRequest.taken' ? openFor(room, event, tx) : planOrders(room, event, tx),
  });
}

async function openFor(room: BookingRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const known = await room.models.workOrders.findOne({ testRequestId: event.recordId }).session(tx.session).lean();
  if (known) return;
  const asked = event.payload as unknown as TakenPayload;
  await insertWorkOrder(room, tx, {
    instrumentId: asked.instrumentIds[0] ?? null,
    path: asked.path,
    unitId: asked.takenBy,
    bookingId: null,
    testRequestId: event.recordId,
    stepId: null,
    userId: asked.requesterId,
    userUnitId: asked.firmId,
    userClass: asked.userClass,
    operatorName: asked.operatorName,
    procedure: asked.procedure,
    samples: asked.samples,
  });
}
