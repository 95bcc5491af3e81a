import { type Caller, holds } from '../../../kernel/caller.ts';
import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import { notPermitted, wrongState } from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { TestRequestRow } from '../models.ts';
import type { TestItemRecord } from '../test-items.ts';
import { advance, saveRequest } from './advance.ts';
import { followStep, type WorkOrderTold } from './follow-steps.ts';
import { UNIT_STAFF } from './items.ts';
import type { ServicesRoom } from './room.ts';

/** Follows the work orders that `booking` opens and closes for test requests. */
export function followWorkOrders(room: ServicesRoom): void {
  room.kernel.consume({
    name: 'services.workOrders',
    types: ['workOrder.opened', 'workOrder.planned', 'workOrder.closed', 'workStep.refused'],
    handle: (event, tx) => onWorkOrder(room, event, tx),
  });
}

async function onWorkOrder(room: ServicesRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const told = event.payload as unknown as WorkOrderTold;
  const { testRequestId, usedMinutes } = told;
  if (!testRequestId) return;
  const request = await room.models.requests.findById(testRequestId).session(tx.session).lean<TestRequestRow | null>();
  if (!request) return;
  if (told.stepId || (request.steps ?? []).length > 0) return followStep(room, tx, request, event, told);
  if (event.type === 'workOrder.opened') {
    await saveRequest(room, tx, request, { ...request, workOrderId: event.recordId }, 'openWorkOrder');
  } else {
    await advance(room, tx, request, 'closeWorkOrder', { actualMinutes: usedMinutes, workOrderId: event.recordId });
  }
}

/** The unit that has the request. Throws `WrongState` before there is one, `NotPermitted`. */
export function refuseUnlessTaker(room: ServicesRoom, caller: Caller, request: TestRequestRow): string {
  if (!request.takenBy) throw wrongState(caller, request.state, possibleSteps(request.state));
  if (!holds(caller, UNIT_STAFF, [room.kernel.platform.id, request.takenBy])) throw notPermitted(caller);
  return request.takenBy;
}

/** The taking unit's items that do the requested ones, in order. */
export async function takenItems(room: ServicesRoom, tx: Tx, request: TestRequestRow): Promise<TestItemRecord[]> {
  const items: TestItemRecord[] = [];
  for (const id of request.takenItemIds) {
    const item = await room.items.byId(id, tx.session);
    if (!item) throw new Error(`${id} of ${request._id} is gone`);
    items.push(item);
  }
  return items;
}
