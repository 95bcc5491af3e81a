import { type Caller, holds } from '../../../kernel/caller.ts';
import { ratingProblems } from '../../../kernel/rating.ts';
import { notPermitted, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { TestRequestRow } from '../models.ts';
import { advance, ownRequest, saveRequest, tellRequest } from './advance.ts';
import { success } from './dispatch.ts';
import { UNIT_STAFF } from './items.ts';
import { isOfFirm } from './reads.ts';
import { command, type ServicesRoom } from './room.ts';
import { countRating } from './statistics.ts';
import type { RequestSuccess } from './wish.ts';

function refuseUnlessUnit(room: ServicesRoom, caller: Caller, request: TestRequestRow): void {
  if (!request.takenBy || !holds(caller, UNIT_STAFF, [room.kernel.platform.id, request.takenBy]))
    throw notPermitted(caller);
}

/** The firm accepts the result and rates the service; that ends the request. */
export function rateTestRequest(
  room: ServicesRoom,
  caller: Caller,
  input: {
    readonly idempotencyKey: string;
    readonly testRequestId: string;
    readonly stars: number;
    readonly text?: string | null | undefined;
  },
): Promise<RequestSuccess | RefusalValue> {
  return command(room, caller, 'rateTestRequest', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    if (!isOfFirm(caller, request)) throw notPermitted(caller);
    refuseProblems(caller, ratingProblems(input));
    const rating = { stars: input.stars, text: input.text ?? null, at: tx.now, reply: null };
    const saved = await advance(room, tx, request, 'rateTestRequest', { rating }, { stars: rating.stars });
    await countRating(room, tx, saved, rating.stars);
    return success('RateTestRequest', saved);
  });
}

/** The unit replies to a rating, once. */
export function replyToRating(
  room: ServicesRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly testRequestId: string; readonly text: string },
): Promise<RequestSuccess | RefusalValue> {
  return command(room, caller, 'replyToRating', input, async (tx) => {
    refuseProblems(caller, [required('text', input.text)]);
    const request = await ownRequest(room, tx, input.testRequestId);
    refuseUnlessUnit(room, caller, request);
    if (!request.rating || request.rating.reply) throw wrongState(caller, request.state, possibleSteps(request.state));
    const rating = { ...request.rating, reply: input.text.trim() };
    return success('ReplyToRating', await replied(room, tx, request, rating));
  });
}

async function replied(room: ServicesRoom, tx: Tx, request: TestRequestRow, rating: TestRequestRow['rating']) {
  const saved = await saveRequest(room, tx, request, { ...request, rating }, 'replyToRating');
  await tellRequest(room, tx, saved, 'replied');
  return saved;
}
