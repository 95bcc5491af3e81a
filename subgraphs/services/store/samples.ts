import type { Caller } from '../../../kernel/caller.ts';
import {
  invalidInput,
  notFound,
  type Problem,
  refuseProblems,
  required,
  wrongState,
} from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import {
  mayDispose,
  possibleSampleSteps,
  retainedUntil,
  type SampleStep,
  sampleSteps,
} from '../domain/sample-steps.ts';
import type { CustodyRow, SampleCondition, SampleRow, TestRequestRow } from '../models.ts';
import { advance, ownRequest } from './advance.ts';
import { filesOf } from './files.ts';
import { maySeeRequest, requestById } from './reads.ts';
import { command, refusal, type ServicesRoom } from './room.ts';
import type { RequestSuccess } from './wish.ts';
import { refuseUnlessTaker } from './work.ts';

/** What whoever takes a sample over notes about it. */
interface Observed {
  readonly condition?: SampleCondition | null | undefined;
  readonly note?: string | null | undefined;
  readonly photoIds?: readonly string[] | null | undefined;
}

export interface SampleSuccess {
  readonly __typename: string;
  readonly sampleId: string;
}

/** The unit has the samples, all of them or those named: in what condition, where they are put. */
export function receiveSamples(
  room: ServicesRoom,
  caller: Caller,
  input: Observed & {
    readonly idempotencyKey: string;
    readonly testRequestId: string;
    readonly sampleIds?: readonly string[] | null | undefined;
    readonly place?: string | null | undefined;
  },
): Promise<RequestSuccess | RefusalValue> {
  return command(room, caller, 'receiveSamples', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    const unitId = refuseUnlessTaker(room, caller, request);
    refuseProblems(caller, [noteOfDefect(input)]);
    const line = await custodyLine(room, tx, 'RECEIVED', input.place ?? null, input);
    const which = input.sampleIds ? { _id: { $in: [...input.sampleIds] } } : {};
    const { matchedCount } = await room.models.samples.updateMany(
      { testRequestId: request._id, state: 'ANNOUNCED', ...which },
      { $set: { state: 'RECEIVED', receivedAt: tx.now, unitId, custody: [line] } },
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

/** A sample is stored, handed over, given back or disposed of; each hand-over is kept. */
export function moveSample(
  room: ServicesRoom,
  caller: Caller,
  input: Observed & {
    readonly idempotencyKey: string;
    readonly sampleId: string;
    readonly step: SampleStep;
    readonly place: string;
  },
): Promise<SampleSuccess | RefusalValue> {
  return command(room, caller, 'moveSample', input, async (tx) => {
    refuseProblems(caller, [required('place', input.place), noteOfDefect(input)]);
    const sample = await room.models.samples.findById(input.sampleId).session(tx.session).lean<SampleRow | null>();
    if (!sample) throw notFound(caller, input.sampleId);
    const request = await ownRequest(room, tx, sample.testRequestId);
    refuseUnlessTaker(room, caller, request);
    const step = sampleSteps[input.step];
    if (!step.from.includes(sample.state)) throw wrongState(caller, sample.state, possibleSampleSteps(sample.state));
    if (input.step === 'DISPOSE' && !mayDispose(request, tx.now)) throw retentionNotOver(caller, request);
    const line = await custodyLine(room, tx, step.to, input.place, input);
    await room.models.samples.updateOne(
      { _id: sample._id },
      { $set: { state: step.to, custody: [...sample.custody, line] } },
      { session: tx.session },
    );
    tx.audit({ action: 'moveSample', recordId: sample._id, before: { state: sample.state }, after: line });
    const version = sample.custody.length + 1;
    tx.emit({ type: 'sample.moved', recordId: sample._id, version, payload: { state: step.to } });
    return { __typename: 'MoveSampleSuccess', sampleId: sample._id };
  });
}

/** A sample that is not in order needs words. */
function noteOfDefect({ condition, note }: Observed): Problem | null {
  return condition && condition !== 'GOOD' ? required('note', note) : null;
}

async function custodyLine(
  room: ServicesRoom,
  tx: Tx,
  state: CustodyRow['state'],
  place: string | null,
  { condition, note, photoIds }: Observed,
): Promise<CustodyRow> {
  const photos = await filesOf(room.kernel, tx, photoIds);
  const trimmed = (text: string | null | undefined): string | null => text?.trim() || null;
  const seen = { condition: condition ?? null, note: trimmed(note), photos };
  return { state, at: tx.now, by: tx.caller.subject, place: trimmed(place), ...seen };
}

function retentionNotOver(caller: Caller, request: TestRequestRow) {
  const text = {
    zh: '按服务协议样品仍在留样期内，不得处置；可以退样。',
    en: 'By the service agreement the sample must still be kept: give it back, or wait.',
  };
  return refusal(caller, 'RetentionNotOver', text, { until: retainedUntil(request) });
}

/** The sample whose label says so, however it was typed; null for one of a request that the caller may not see. Cost: two indexed reads. */
export async function sampleByCode(room: ServicesRoom, caller: Caller, code: string): Promise<SampleRow | null> {
  const sample = await room.models.samples.findOne({ code: code.trim().toUpperCase() }).lean<SampleRow | null>();
  const request = sample ? await requestById(room, sample.testRequestId) : null;
  return request && maySeeRequest(room, caller, request) ? sample : null;
}
