import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import { inquiryAfter, inquirySteps } from '../domain/inquiries.ts';
import type { InquiryRow } from '../front-models.ts';
import { advanceInquiry, type InquirySuccess, opens } from './inquiries.ts';
import { requestTest } from './request.ts';
import { command, isRefusal, type ServicesRoom } from './room.ts';
import type { RequestTestInput } from './wish.ts';

export interface ConvertInput {
  readonly idempotencyKey: string;
  readonly number: string;
  readonly secret: string;
  readonly items?: RequestTestInput['items'] | null | undefined;
  readonly samples?: RequestTestInput['samples'] | null | undefined;
}

export interface ConvertSuccess extends InquirySuccess {
  readonly testRequestId: string;
}

/**
 * The asker, registered meanwhile, makes a test request of the question: with the items of the answer and as many samples as were asked about, unless others are given.
 * The account knows who it is from then on, so the contact of the inquiry is erased.
 */
export function convertInquiry(
  room: ServicesRoom,
  caller: Caller,
  input: ConvertInput,
): Promise<ConvertSuccess | RefusalValue> {
  return room.kernel.queued([`inquiry|${input.number}`], () => converted(room, caller, input));
}

async function converted(
  room: ServicesRoom,
  caller: Caller,
  input: ConvertInput,
): Promise<ConvertSuccess | RefusalValue> {
  const row = await room.front.inquiries.findOne({ number: input.number }).lean<InquiryRow | null>();
  // Repeated by the same person: the first answer again. The secret is gone with the contact.
  const isOwn = row?.convertedBy === caller.subject;
  if (!row || !(isOwn || (await opens(room, row, input.secret)))) return notFound(caller, input.number).refusal;
  const testRequestId = row.testRequestId ?? (await filed(room, caller, input, row));
  if (typeof testRequestId !== 'string') return testRequestId;
  return command(room, caller, 'convertInquiry', input, async (tx) => {
    const before = await room.front.inquiries.findById(row._id).session(tx.session).lean<InquiryRow | null>();
    if (!before) throw notFound(caller, input.number);
    const fields = { testRequestId, convertedBy: caller.subject, sealed: null };
    await advanceInquiry(room, tx, before, 'convertInquiry', fields);
    await room.kernel.people.forget(tx, row._id);
    return { __typename: 'ConvertInquirySuccess', inquiryId: row._id, testRequestId };
  });
}

/** Files the request, here or at the items' home platform; its key follows from this one's, so that a repetition makes no second. */
async function filed(
  room: ServicesRoom,
  caller: Caller,
  input: ConvertInput,
  row: InquiryRow,
): Promise<string | RefusalValue> {
  if (!inquiryAfter(row.state, 'convertInquiry')) return wrongState(caller, row.state, inquirySteps(row.state)).refusal;
  const named = row.answer?.testItemIds.length ? row.answer.testItemIds : row.testItemIds;
  const items = input.items ?? named.map((testItemId) => ({ testItemId }));
  const text = { zh: '请选择检测项目。', en: 'Name the test items.' };
  if (items.length === 0) return invalidInput(caller, [{ field: 'items', text }]).refusal;
  const made = await requestTest(room, caller, {
    idempotencyKey: `${row._id.split(':')[2]}-${caller.subject.split(':')[2]}`.slice(0, 64),
    title: row.title,
    purpose: row.description,
    items,
    samples: input.samples ?? numbered(row.sampleCount),
  });
  return isRefusal(made) ? made : made.testRequestId;
}

function numbered(count: number): RequestTestInput['samples'] {
  return Array.from({ length: count }, (_, index) => ({ name: `样品 ${index + 1}` }));
}
