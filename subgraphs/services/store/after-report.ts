import { type Caller, holds } from '../../../kernel/caller.ts';
import { notFound, notPermitted, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { SampleRow, SampleState, TestRequestRow } from '../models.ts';
import { advance, ownRequest, saveRequest, tellRequest } from './advance.ts';
import { success } from './dispatch.ts';
import { UNIT_STAFF } from './items.ts';
import { isOfFirm } from './reads.ts';
import { command, type ServicesRoom } from './room.ts';
import type { RequestSuccess } from './wish.ts';

type SampleStep = 'STORE' | 'RETURN' | 'DISPOSE';

/** From which states a sample's step leads where. */
const sampleSteps: Readonly<Record<SampleStep, { readonly from: readonly SampleState[]; readonly to: SampleState }>> = {
  STORE: { from: ['RECEIVED', 'STORED'], to: 'STORED' },
  RETURN: { from: ['RECEIVED', 'STORED'], to: 'RETURNED' },
  DISPOSE: { from: ['RECEIVED', 'STORED'], to: 'DISPOSED' },
};

export interface SampleSuccess {
  readonly __typename: string;
  readonly sampleId: string;
}

/** A sample is stored, given back or disposed of; each hand-over is kept. */
export function moveSample(
  room: ServicesRoom,
  caller: Caller,
  input: {
    readonly idempotencyKey: string;
    readonly sampleId: string;
    readonly step: SampleStep;
    readonly place: string;
  },
): Promise<SampleSuccess | RefusalValue> {
  return command(room, caller, 'moveSample', input, async (tx) => {
    refuseProblems(caller, [required('place', input.place)]);
    const sample = await room.models.samples.findById(input.sampleId).session(tx.session).lean<SampleRow | null>();
    if (!sample) throw notFound(caller, input.sampleId);
    const request = await ownRequest(room, tx, sample.testRequestId);
    refuseUnlessUnit(room, caller, request);
    const step = sampleSteps[input.step];
    if (!step.from.includes(sample.state)) throw wrongState(caller, sample.state, stepsFrom(sample.state));
    const line = { state: step.to, at: tx.now, by: caller.subject, place: input.place.trim() };
    await room.models.samples.updateOne(
      { _id: sample._id },
      { $set: { state: step.to, custody: [...sample.custody, line] } },
      { session: tx.session },
    );
    tx.audit({ action: 'moveSample', recordId: sample._id, before: { state: sample.state }, after: line });
    tx.emit({
      type: 'sample.moved',
      recordId: sample._id,
      version: sample.custody.length + 1,
      payload: { state: step.to },
    });
    return { __typename: 'MoveSampleSuccess', sampleId: sample._id };
  });
}

function stepsFrom(state: SampleState): string[] {
  return Object.entries(sampleSteps).flatMap(([step, { from }]) => (from.includes(state) ? [step] : []));
}

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
    refuseProblems(caller, [
      input.stars >= 1 && input.stars <= 5
        ? null
        : { field: 'stars', text: { zh: '须为 1 至 5。', en: 'Must be 1 to 5.' } },
    ]);
    const rating = { stars: input.stars, text: input.text ?? null, at: tx.now, reply: null };
    const saved = await advance(room, tx, request, 'rateTestRequest', { rating }, { stars: rating.stars });
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
