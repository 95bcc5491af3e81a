import { type Caller, holds } from '../../../kernel/caller.ts';
import { invalidInput, notPermitted, wrongState } from '../../../kernel/refusals.ts';
import type { DeliveredEvent, Tx } from '../../../kernel/types.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { TestRequestRow } from '../models.ts';
import type { TestItemRecord } from '../test-items.ts';
import { advance, ownRequest, saveRequest } from './advance.ts';
import { UNIT_STAFF } from './items.ts';
import { postingOf, quoteOf } from './pricing.ts';
import { fileOf, freshReport, noSuchFile } from './report-file.ts';
import { command, type ServicesRoom } from './room.ts';

interface OfRequest {
  readonly idempotencyKey: string;
  readonly testRequestId: string;
}

/** Follows the work orders that `booking` opens and closes for test requests. */
export function followWorkOrders(room: ServicesRoom): void {
  room.kernel.consume({
    name: 'services.workOrders',
    types: ['workOrder.opened', 'workOrder.closed'],
    handle: (event, tx) => onWorkOrder(room, event, tx),
  });
}

async function onWorkOrder(room: ServicesRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const { testRequestId, usedMinutes } = event.payload as { testRequestId: string | null; usedMinutes: number };
  if (!testRequestId) return;
  const request = await room.models.requests.findById(testRequestId).session(tx.session).lean<TestRequestRow | null>();
  if (!request) return;
  if (event.type === 'workOrder.opened') {
    await saveRequest(room, tx, request, { ...request, workOrderId: event.recordId }, 'openWorkOrder');
  } else {
    await advance(room, tx, request, 'closeWorkOrder', { actualMinutes: usedMinutes, workOrderId: event.recordId });
  }
}

/** The unit has the samples: all of them, or those named. */
export function receiveSamples(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest & { readonly sampleIds?: readonly string[] | null | undefined },
) {
  return command(room, caller, 'receiveSamples', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    refuseUnlessTaker(room, caller, request);
    const which = input.sampleIds ? { _id: { $in: [...input.sampleIds] } } : {};
    const { matchedCount } = await room.models.samples.updateMany(
      { testRequestId: request._id, state: 'ANNOUNCED', ...which },
      {
        $set: {
          state: 'RECEIVED',
          receivedAt: tx.now,
          custody: [{ state: 'RECEIVED', at: tx.now, by: caller.subject, place: null }],
        },
      },
      { session: tx.session },
    );
    if (matchedCount === 0) {
      const text = { zh: '没有待收的样品。', en: 'None of these samples is still to be received.' };
      throw invalidInput(caller, [{ field: 'sampleIds', text }]);
    }
    const saved = await advance(room, tx, request, 'receiveSamples', {}, { samples: matchedCount });
    return { __typename: 'ReceiveSamplesSuccess', testRequestId: saved._id };
  });
}

/** The unit that has the request. Throws `WrongState` before there is one, `NotPermitted`. */
export function refuseUnlessTaker(room: ServicesRoom, caller: Caller, request: TestRequestRow): string {
  if (!request.takenBy) throw wrongState(caller, request.state, possibleSteps(request.state));
  if (!holds(caller, UNIT_STAFF, [room.kernel.platform.id, request.takenBy])) throw notPermitted(caller);
  return request.takenBy;
}

/** The unit issues the report: it gets its number, and what was really done is charged and owed to the collector. */
export async function issueTestReport(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest & { readonly fileId: string; readonly resultText?: string | null | undefined },
) {
  const file = await fileOf(room.kernel, input.fileId);
  return command(room, caller, 'issueTestReport', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    const unitId = refuseUnlessTaker(room, caller, request);
    if (!file) throw noSuchFile(caller);
    const items = await takenItems(room, tx, request);
    const minutes = request.actualMinutes ?? 0;
    // An accepted quote holds: what was offered is what is charged.
    const price =
      request.quoteHolds && request.price
        ? request.price
        : await quoteOf(room, request, items, minutes, tx.now, tx.session);
    const report = await freshReport(room, tx, file, null);
    const fields = { report, price, priceFinal: true };
    const saved = await advance(room, tx, request, 'issueTestReport', fields, { number: report.number, unitId });
    await room.ledger.settle(tx, postingOf(saved, unitId, price, minutes, tx.now));
    tx.count('servicesProvided', 1, { unitId });
    return { __typename: 'IssueTestReportSuccess', testRequestId: saved._id };
  });
}

async function takenItems(room: ServicesRoom, tx: Tx, request: TestRequestRow): Promise<TestItemRecord[]> {
  const items: TestItemRecord[] = [];
  for (const id of request.takenItemIds) {
    const item = await room.items.byId(id, tx.session);
    if (!item) throw new Error(`${id} of ${request._id} is gone`);
    items.push(item);
  }
  return items;
}
