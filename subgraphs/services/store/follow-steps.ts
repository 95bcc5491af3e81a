import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import type { Tx } from '../../../kernel/types.ts';
import { minutesWhenDone, type WorkStepRow, withStep } from '../domain/work-steps.ts';
import type { TestRequestRow } from '../models.ts';
import { advance, saveRequest } from './advance.ts';
import type { ServicesRoom } from './room.ts';

/** What `booking` tells of a work order. */
export interface WorkOrderTold {
  readonly testRequestId: string | null;
  readonly stepId?: string | null;
  readonly bookingId?: string | null;
  readonly usedMinutes: number;
  /** Why the laboratory's own booking could not be made. */
  readonly message?: string;
}

/** Brings a step up to date with its work order; when all are done the request goes on. */
export async function followStep(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  event: DeliveredEvent,
  told: WorkOrderTold,
): Promise<void> {
  const step = request.steps.find(({ id }) => id === told.stepId);
  // The order of the whole request, told before it became the first step's.
  if (!step || step.state === 'DONE') return;
  const steps = withStep(request.steps, step.id, changeBy(event, told));
  const minutes = minutesWhenDone(steps);
  const fields = { steps, workOrderId: request.workOrderId ?? event.recordId };
  if (event.type === 'workOrder.closed' && minutes !== null)
    await advance(room, tx, request, 'closeWorkOrder', { ...fields, actualMinutes: minutes });
  else await saveRequest(room, tx, request, { ...request, ...fields }, 'followWorkStep');
}

function changeBy(event: DeliveredEvent, told: WorkOrderTold): Partial<WorkStepRow> {
  if (event.type === 'workStep.refused') return { bookingRefusal: told.message ?? null };
  const followed = { workOrderId: event.recordId, bookingId: told.bookingId ?? null };
  if (event.type !== 'workOrder.closed') return { ...followed, state: 'OPEN' };
  return { ...followed, state: 'DONE', actualMinutes: told.usedMinutes };
}
