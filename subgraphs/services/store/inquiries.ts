import { randomBytes, timingSafeEqual } from 'node:crypto';
import { endOfSameWorkingDay } from '../../../kernel/calendar/working-days.ts';
import { type Caller, holds, PLATFORM_STAFF } from '../../../kernel/caller.ts';
import type { Contact } from '../../../kernel/notices/types.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import { notFound, notPermitted, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { contactKey, INQUIRY_LIMITS, type InquiryStep, inquiryAfter, inquirySteps } from '../domain/inquiries.ts';
import type { InquiryRow } from '../front-models.ts';
import type { TestItemRecord } from '../test-items.ts';
import { type AskInput, type ContactFields, contactOf, problemsOf, tooLong } from './inquiry-form.ts';
import { refuseTooMany } from './inquiry-limits.ts';
import { command, nextNumber, type ServicesRoom } from './room.ts';

/** What is sealed under the inquiry's own key: without it neither is there any more. */
interface SealedPart {
  readonly contact: ContactFields;
  readonly secret: string;
  /** In which the asker reads; absent in the first ones: Chinese. */
  readonly locale?: 'zh' | 'en';
}

/** An inquiry as somebody sees it who may know who asks. */
export interface SeenInquiry {
  readonly row: InquiryRow;
  readonly contactShown: boolean;
}

export interface InquirySuccess {
  readonly __typename: string;
  readonly inquiryId: string;
}

/** Somebody without an account asks about a test. The contact and the secret of the status page are sealed under a key of this inquiry alone. */
export function askAboutTest(
  room: ServicesRoom,
  caller: Caller,
  input: AskInput,
): Promise<InquirySuccess | RefusalValue> {
  return command(room, caller, 'askAboutTest', input, async (tx) => {
    refuseProblems(caller, problemsOf(input));
    const contact = contactOf(input);
    await refuseTooMany(room, tx, contactKey(contact));
    const row = await freshInquiry(room, tx, input, contact);
    await room.front.inquiries.insertMany([row] as never[], { session: tx.session });
    tx.audit({ action: 'askAboutTest', recordId: row._id, after: { number: row.number, state: row.state } });
    const values = { number: row.number, title: row.title };
    tx.notify({ template: 'inquiry.asked', to: [room.kernel.platform.id], about: row._id, values });
    return { __typename: 'AskAboutTestSuccess', inquiryId: row._id };
  });
}

async function freshInquiry(room: ServicesRoom, tx: Tx, input: AskInput, contact: ContactFields): Promise<InquiryRow> {
  const { platform, people } = room.kernel;
  const _id = room.kernel.newId('inquiry');
  const year = tx.now.toISOString().slice(0, 4);
  const number = await nextNumber(room, tx, `inquiry|${year}`);
  const part: SealedPart = {
    contact,
    secret: randomBytes(12).toString('base64url'),
    locale: tx.caller.locale,
  };
  return {
    _id,
    number: `${platform.id.toUpperCase()}-ZX-${year}-${String(number).padStart(6, '0')}`,
    state: 'OPEN',
    title: input.title.trim(),
    description: input.description.trim(),
    standard: input.standard?.trim() || null,
    testItemIds: [...new Set(input.testItemIds ?? [])],
    sampleCount: input.sampleCount ?? 1,
    sealed: await people.seal(tx, _id, part),
    answer: null,
    answerBy: endOfSameWorkingDay(await room.holidays.calendar(tx.session), tx.now),
    testRequestId: null,
    convertedBy: null,
    reason: null,
    askedAt: tx.now,
    lastWordAt: tx.now,
    version: 1,
  };
}

/** The status page: null unless number and secret fit; the two are never told apart. */
export async function inquiryBySecret(room: ServicesRoom, number: string, secret: string): Promise<SeenInquiry | null> {
  const row = await room.front.inquiries.findOne({ number }).lean<InquiryRow | null>();
  return row && (await opens(room, row, secret)) ? { row, contactShown: true } : null;
}

/** Does the secret open the inquiry? In constant time. */
export async function opens(room: ServicesRoom, row: InquiryRow, secret: string): Promise<boolean> {
  const right = Buffer.from((await sealedPart(room, row))?.secret ?? '');
  const given = Buffer.from(secret);
  return right.length > 0 && right.length === given.length && timingSafeEqual(right, given);
}

/** The contact and the secret; null once they were erased. */
export async function sealedPart(room: ServicesRoom, { sealed }: InquiryRow): Promise<SealedPart | null> {
  return sealed === null ? null : ((await room.kernel.people.open(sealed)) as SealedPart | null);
}

/** Inquiries for the platform's staff, latest first. */
export async function inquiries(
  room: ServicesRoom,
  caller: Caller,
  states: readonly InquiryRow['state'][] | null | undefined,
  page: PageRequest,
): Promise<Page<SeenInquiry>> {
  const isStaff = holds(caller, PLATFORM_STAFF, [room.kernel.platform.id]);
  const where = { state: { $in: isStaff ? [...(states ?? ['OPEN', 'ANSWERED', 'CONVERTED', 'CLOSED'])] : [] } };
  const found = await pageOf(room.front.inquiries, where, { field: 'askedAt', direction: -1 }, page);
  const edges = found.edges.map(({ node, cursor }) => ({ cursor, node: { row: node, contactShown: true } }));
  return { ...found, edges };
}

export async function inquiryById(room: ServicesRoom, id: string): Promise<InquiryRow> {
  const row = await room.front.inquiries.findById(id).lean<InquiryRow | null>();
  if (!row) throw new Error(`${id} was written but is not there`);
  return row;
}

export function isInquiryLate(room: ServicesRoom, { state, answerBy }: InquiryRow): boolean {
  return state === 'OPEN' && answerBy < room.kernel.clock.now();
}

/** Items by id that the reader may see. */
export async function itemsNamed(
  room: ServicesRoom,
  caller: Caller,
  ids: readonly string[],
): Promise<TestItemRecord[]> {
  return (await room.items.visibleByIds(caller, ids)).flatMap((item) => item ?? []);
}

interface OfNumber {
  readonly idempotencyKey: string;
  readonly number: string;
}

/** Staff answers; a later answer takes the place of the one before. The asker is told each time, by the contact that was left. */
export function answerInquiry(
  room: ServicesRoom,
  caller: Caller,
  input: OfNumber & { readonly text: string; readonly testItemIds?: readonly string[] | null | undefined },
): Promise<InquirySuccess | RefusalValue> {
  return asStaff(
    room,
    caller,
    'answerInquiry',
    input,
    async (tx) => {
      refuseProblems(caller, [
        required('text', input.text),
        tooLong('text', input.text, INQUIRY_LIMITS.descriptionCharacters),
      ]);
      const testItemIds = [...new Set(input.testItemIds ?? [])].slice(0, INQUIRY_LIMITS.testItems);
      return { answer: { text: input.text.trim(), testItemIds, at: tx.now, by: caller.subject } };
    },
    tellAsker,
  );
}

/** By mail or short message: the number and where the status page is, but not its secret, which only the asker has. Nobody is told once the contact was erased. */
async function tellAsker(room: ServicesRoom, tx: Tx, inquiry: InquiryRow): Promise<void> {
  const part = await sealedPart(room, inquiry);
  if (!part) return;
  const { name, email, telephone } = part.contact;
  const reached: Contact = { name, email, telephone, locale: part.locale ?? 'zh' };
  const contact = await room.kernel.people.seal(tx, inquiry._id, reached);
  const values = { number: inquiry.number, link: `${room.kernel.platform.origin ?? ''}/ask/status` };
  tx.notify({ template: 'inquiry.answered', to: [], contact, about: inquiry._id, values });
}

/** Staff closes a question that needs no answer. */
export function closeInquiry(
  room: ServicesRoom,
  caller: Caller,
  input: OfNumber & { readonly reason: string },
): Promise<InquirySuccess | RefusalValue> {
  return asStaff(room, caller, 'closeInquiry', input, async () => {
    refuseProblems(caller, [required('reason', input.reason)]);
    return { reason: input.reason.trim() };
  });
}

function asStaff<I extends OfNumber>(
  room: ServicesRoom,
  caller: Caller,
  step: InquiryStep,
  input: I,
  fieldsOf: (tx: Tx) => Promise<Partial<InquiryRow>>,
  then: (room: ServicesRoom, tx: Tx, after: InquiryRow) => Promise<void> = async () => undefined,
): Promise<InquirySuccess | RefusalValue> {
  return command(room, caller, step, input, async (tx) => {
    if (!holds(caller, PLATFORM_STAFF, [room.kernel.platform.id])) throw notPermitted(caller);
    const before = await room.front.inquiries
      .findOne({ number: input.number })
      .session(tx.session)
      .lean<InquiryRow | null>();
    if (!before) throw notFound(caller, input.number);
    const after = await advanceInquiry(room, tx, before, step, await fieldsOf(tx));
    await then(room, tx, after);
    return { __typename: `${step.charAt(0).toUpperCase()}${step.slice(1)}Success`, inquiryId: after._id };
  });
}

/** The one place where an inquiry goes from state to state. Throws `WrongState`. */
export async function advanceInquiry(
  room: ServicesRoom,
  tx: Tx,
  before: InquiryRow,
  step: InquiryStep,
  fields: Partial<InquiryRow>,
): Promise<InquiryRow> {
  const state = inquiryAfter(before.state, step);
  if (!state) throw wrongState(tx.caller, before.state, inquirySteps(before.state));
  const after = { ...before, ...fields, state, lastWordAt: tx.now, version: before.version + 1 };
  const { matchedCount } = await room.front.inquiries.replaceOne(
    { _id: before._id, version: before.version },
    after as never,
    { session: tx.session },
  );
  if (matchedCount !== 1) throw new Error(`${before._id} is no longer at version ${before.version}`);
  tx.audit({ action: step, recordId: before._id, before: before.state, after: state });
  return after;
}
