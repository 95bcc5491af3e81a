import { endAfterWorkingDays } from '../../../kernel/calendar/working-days.ts';
import { type Caller, holds, PLATFORM_STAFF } from '../../../kernel/caller.ts';
import {
  invalidInput,
  notFound,
  notPermitted,
  type Problem,
  refuseProblems,
  required,
  wrongState,
} from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { ANSWER_WITHIN_WORKING_DAYS, type ComplaintKind, type ComplaintStep } from '../domain/complaint-steps.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { ComplaintRow, TestRequestRow } from '../models.ts';
import { maySeeComplaint } from './complaint-reads.ts';
import { advanceComplaint, complaintLine, tellComplaint } from './complaint-tell.ts';
import { filesOf } from './files.ts';
import { tooLong } from './inquiry-form.ts';
import { UNIT_STAFF } from './items.ts';
import { isOfFirm, isPlatformStaff, maySeeRequest, requestById } from './reads.ts';
import { command, nextNumber, type ServicesRoom } from './room.ts';

export interface ComplaintSuccess {
  readonly __typename: string;
  readonly complaintId: string;
}

export interface FileComplaintInput {
  readonly idempotencyKey: string;
  readonly testRequestId: string;
  readonly kind: ComplaintKind;
  readonly text: string;
  readonly evidenceIds?: readonly string[] | null | undefined;
  readonly statementId?: string | null | undefined;
  readonly entryId?: string | null | undefined;
}

/** The firm complains about a request that a unit has taken. One elsewhere is complained about there: this is its mirror. */
export function fileComplaint(
  room: ServicesRoom,
  caller: Caller,
  input: FileComplaintInput,
): Promise<ComplaintSuccess | RefusalValue> {
  return command(room, caller, 'fileComplaint', input, async (tx) => {
    const request = await requestById(room, input.testRequestId, tx.session);
    if (!request || !maySeeRequest(room, caller, request)) throw notFound(caller, input.testRequestId);
    if (!isOfFirm(caller, request) && !isPlatformStaff(room, caller)) throw notPermitted(caller);
    if (!request.takenBy || request.state === 'ARCHIVED')
      throw wrongState(caller, request.state, possibleSteps(request.state));
    refuseProblems(caller, [
      ...said('text', input.text),
      evidenceElsewhere(room, request, input),
      await disputeProblem(room, request, input),
    ]);
    const evidence = await filesOf(room.kernel, tx, input.evidenceIds);
    const wish = { kind: input.kind, text: input.text.trim(), evidence, filedBy: caller.subject, originId: null };
    const dispute = { statementId: input.statementId ?? null, entryId: input.entryId ?? null };
    const complaint = await insertComplaint(room, tx, request, request.takenBy, { ...wish, ...dispute });
    return { __typename: 'FileComplaintSuccess', complaintId: complaint._id };
  });
}

type Wish = Pick<ComplaintRow, 'kind' | 'text' | 'evidence' | 'filedBy' | 'originId' | 'statementId' | 'entryId'>;

/** Writes a new complaint with its number and deadline, and tells of it. */
export async function insertComplaint(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  unitId: string,
  wish: Wish,
): Promise<ComplaintRow> {
  const year = tx.now.toISOString().slice(0, 4);
  const sequence = String(await nextNumber(room, tx, `complaint|${year}`)).padStart(6, '0');
  const complaint: ComplaintRow = {
    ...wish,
    _id: room.kernel.newId('complaint'),
    number: `${room.kernel.platform.id.toUpperCase()}-TS-${year}-${sequence}`,
    state: 'FILED',
    testRequestId: request._id,
    reportNumber: request.report?.number ?? null,
    firmId: request.firmId,
    unitId,
    filedAt: tx.now,
    answerBy: endAfterWorkingDays(await room.holidays.calendar(tx.session), tx.now, ANSWER_WITHIN_WORKING_DAYS),
    answer: null,
    answeredAt: null,
    outcome: null,
    history: [{ step: 'fileComplaint', state: 'FILED', at: tx.now, by: wish.filedBy, reason: null }],
    home: request.home,
    syncedAt: null,
    version: 1,
  };
  await room.models.complaints.insertMany([complaint], { session: tx.session });
  tx.audit({ action: 'fileComplaint', recordId: complaint._id, after: { kind: wish.kind, request: request._id } });
  await tellComplaint(room, tx, complaint, 'filed', ['UNIT', 'PLATFORM']);
  return complaint;
}

const MOST_CHARACTERS = 4_000;

/** Words that must be there, and not without end. */
export function said(field: string, text: string): (Problem | null)[] {
  return [required(field, text), tooLong(field, text, MOST_CHARACTERS)];
}

/** The contract between platforms carries no files. */
function evidenceElsewhere(
  room: ServicesRoom,
  { home }: TestRequestRow,
  { evidenceIds }: FileComplaintInput,
): Problem | null {
  if (home === room.kernel.platform.id || !evidenceIds || evidenceIds.length === 0) return null;
  const text = {
    zh: '该申请由互联平台办理，证据文件不随投诉传送：请在正文中写明，并将文件发给检测单位的联系人。',
    en: 'Another platform does this test, and files do not travel with a complaint: say it in the text, and send them to the laboratory’s contact.',
  };
  return { field: 'evidenceIds', text };
}

/** A disputed line must be a debt of the firm about this request, on the named statement. */
async function disputeProblem(
  room: ServicesRoom,
  request: TestRequestRow,
  { kind, statementId, entryId }: FileComplaintInput,
): Promise<Problem | null> {
  if (!statementId && !entryId) return null;
  const wrong: Problem = {
    field: 'entryId',
    text: { zh: '须为本申请在贵单位结算单上的一行。', en: 'Must be a line of this request on a statement of yours.' },
  };
  if (kind !== 'FEE' || !statementId || !entryId) return wrong;
  const statement = await room.ledger.statements.get(statementId);
  const entry = await room.ledger.books.entry(entryId);
  const debtor = request.firmId ?? request.requesterId;
  return statement?.debtor === debtor && entry?.sourceId === request._id ? null : wrong;
}

interface OfComplaint {
  readonly idempotencyKey: string;
  readonly complaintId: string;
}

/** A complaint in hand of one who may take the step. Throws `NotFound`, `NotPermitted`, `WrongState`. */
export async function complaintInHand(
  room: ServicesRoom,
  tx: Tx,
  id: string,
  step: ComplaintStep,
): Promise<ComplaintRow> {
  const complaint = await room.models.complaints.findById(id).session(tx.session).lean<ComplaintRow | null>();
  if (!complaint || !maySeeComplaint(room, tx.caller, complaint)) throw notFound(tx.caller, id);
  const { by } = complaintLine(tx, complaint, step);
  if (!mayTake(room, tx.caller, complaint, by)) throw notPermitted(tx.caller);
  return complaint;
}

/** Who stands on which side of a complaint. */
export function mayTake(room: ServicesRoom, caller: Caller, complaint: ComplaintRow, by: string): boolean {
  const here = room.kernel.platform.id;
  if (by === 'FIRM') return isComplainant(caller, complaint);
  // What unit and platform do happens where the request is.
  if (complaint.home !== here) return false;
  if (by === 'UNIT') return holds(caller, UNIT_STAFF, [here, complaint.unitId]);
  return holds(caller, PLATFORM_STAFF, [here]);
}

function isComplainant(caller: Caller, { filedBy, firmId }: ComplaintRow): boolean {
  return filedBy === caller.subject || (firmId !== null && firmId === caller.unitId);
}

export function answerComplaint(room: ServicesRoom, caller: Caller, input: OfComplaint & { readonly answer: string }) {
  return command(room, caller, 'answerComplaint', input, async (tx) => {
    refuseProblems(caller, said('answer', input.answer));
    const complaint = await complaintInHand(room, tx, input.complaintId, 'answerComplaint');
    const fields = { answer: input.answer.trim(), answeredAt: tx.now };
    await advanceComplaint(room, tx, complaint, 'answerComplaint', fields);
    return { __typename: 'AnswerComplaintSuccess', complaintId: complaint._id };
  });
}

export function acceptComplaintAnswer(room: ServicesRoom, caller: Caller, input: OfComplaint) {
  return command(room, caller, 'acceptComplaintAnswer', input, async (tx) => {
    const complaint = await complaintInHand(room, tx, input.complaintId, 'acceptComplaintAnswer');
    await advanceComplaint(room, tx, complaint, 'acceptComplaintAnswer');
    return { __typename: 'AcceptComplaintAnswerSuccess', complaintId: complaint._id };
  });
}

export function escalateComplaint(
  room: ServicesRoom,
  caller: Caller,
  input: OfComplaint & { readonly reason: string },
) {
  return firmSays(room, caller, 'escalateComplaint', input);
}

export function withdrawComplaint(
  room: ServicesRoom,
  caller: Caller,
  input: OfComplaint & { readonly reason: string },
) {
  return firmSays(room, caller, 'withdrawComplaint', input);
}

function firmSays(
  room: ServicesRoom,
  caller: Caller,
  step: 'escalateComplaint' | 'withdrawComplaint',
  input: OfComplaint & { readonly reason: string },
): Promise<ComplaintSuccess | RefusalValue> {
  return command(room, caller, step, input, async (tx) => {
    refuseProblems(caller, said('reason', input.reason));
    const complaint = await complaintInHand(room, tx, input.complaintId, step);
    await advanceComplaint(room, tx, complaint, step, {}, input.reason.trim());
    const __typename = step === 'escalateComplaint' ? 'EscalateComplaintSuccess' : 'WithdrawComplaintSuccess';
    return { __typename, complaintId: complaint._id };
  });
}

/** `InvalidInput` on one field. */
export function wrong(caller: Caller, field: string, text: Problem['text']) {
  return invalidInput(caller, [{ field, text }]);
}
