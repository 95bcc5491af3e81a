import { type Caller, holds } from '../../../kernel/caller.ts';
import { notPermitted, refuseProblems, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { HOLDABLE, type Hold, type HoldReason, reasonOf } from '../domain/holds.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { TestRequestRow } from '../models.ts';
import { notifyFirm, ownRequest, saveRequest, tellRequest } from './advance.ts';
import { deadlinesFor, onHold } from './deadlines.ts';
import { UNIT_STAFF } from './items.ts';
import { command, type ServicesRoom } from './room.ts';
import type { RequestSuccess } from './wish.ts';

interface OfRequest {
  readonly idempotencyKey: string;
  readonly testRequestId: string;
}

export interface HoldInput extends OfRequest {
  readonly reason: HoldReason;
  readonly note?: string | null | undefined;
  readonly expectedUntil?: string | null | undefined;
}

/** Work stands still: the firm is told why. One hold at a time. */
export function holdTestRequest(
  room: ServicesRoom,
  caller: Caller,
  input: HoldInput,
): Promise<RequestSuccess | RefusalValue> {
  return command(room, caller, 'holdTestRequest', input, async (tx) => {
    const request = await inWork(room, tx, input.testRequestId);
    const note = input.note?.trim() || null;
    refuseProblems(caller, [
      input.reason === 'OTHER' && !note
        ? { field: 'note', text: { zh: '请说明原因。', en: 'Say what the reason is.' } }
        : null,
    ]);
    if (onHold(request)) throw wrongState(caller, request.state, ['resumeTestRequest']);
    const by = request.takenBy;
    const { reason, expectedUntil } = input;
    const hold: Hold = { reason, note, by, since: tx.now, expectedUntil: expectedUntil ?? null, endedAt: null };
    const after = { ...request, holds: [...(request.holds ?? []), hold] };
    const saved = await saveRequest(room, tx, request, after, 'holdTestRequest');
    await tellRequest(room, tx, saved, 'held');
    notifyFirm(tx, saved, 'testRequest.held', reasonOf(hold).zh);
    return { __typename: 'HoldTestRequestSuccess', testRequestId: saved._id };
  });
}

/** Work goes on; the deadlines that were ahead wait as long as it stood still. */
export function resumeTestRequest(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest,
): Promise<RequestSuccess | RefusalValue> {
  return command(room, caller, 'resumeTestRequest', input, async (tx) => {
    const request = await inWork(room, tx, input.testRequestId);
    const hold = onHold(request);
    if (!hold) throw wrongState(caller, request.state, possibleSteps(request.state));
    const ended = request.holds.map((one) => (one.endedAt === null ? { ...one, endedAt: tx.now } : one));
    const deadlines = await deadlinesFor(room, tx, request, 'resumeTestRequest', hold.since);
    const after = { ...request, holds: ended, deadlines };
    const saved = await saveRequest(room, tx, request, after, 'resumeTestRequest');
    await tellRequest(room, tx, saved, 'resumed');
    notifyFirm(tx, saved, 'testRequest.resumed');
    return { __typename: 'ResumeTestRequestSuccess', testRequestId: saved._id };
  });
}

/** A request that the caller's unit has in work. Throws `NotFound`, `WrongState`, `NotPermitted`. */
async function inWork(room: ServicesRoom, tx: Tx, id: string): Promise<TestRequestRow> {
  const request = await ownRequest(room, tx, id);
  const isInWork = HOLDABLE.some((state) => state === request.state);
  if (!isInWork || !request.takenBy) throw wrongState(tx.caller, request.state, possibleSteps(request.state));
  if (!holds(tx.caller, UNIT_STAFF, [room.kernel.platform.id, request.takenBy])) throw notPermitted(tx.caller);
  return request;
}
