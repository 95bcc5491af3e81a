import type { Caller } from '../../../kernel/caller.ts';
import { refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import {
  isRightPerson,
  possibleReportSteps,
  type ReportStep,
  type ReportTransition,
  reportTransition,
} from '../domain/report-steps.ts';
import type { DraftRow, TestRequestRow } from '../models.ts';
import { ownRequest, saveRequest } from './advance.ts';
import { success } from './dispatch.ts';
import { filesOf } from './files.ts';
import { type DraftInput, ownPdf, problemsOf, resultOf } from './report-draft-input.ts';
import { command, refusal, type ServicesRoom } from './room.ts';
import { signatoriesOf } from './signatories.ts';
import type { RequestSuccess } from './wish.ts';
import { refuseUnlessTaker } from './work.ts';

interface OfRequest {
  readonly idempotencyKey: string;
  readonly testRequestId: string;
}

/** The line of the table by which the caller may take the step now. Throws `WrongState`, `OtherPersonNeeded`. */
export function reportLine(caller: Caller, draft: DraftRow | null, step: ReportStep): ReportTransition {
  const state = draft?.state ?? 'NONE';
  const line = reportTransition(state, step);
  if (!line) throw wrongState(caller, state, possibleReportSteps(state));
  if (isRightPerson(line, caller.subject, draft?.authorId ?? null)) return line;
  const text =
    line.by === 'AUTHOR'
      ? { zh: '只有编制人可以提交审核。', en: 'Only the author hands the draft over for review.' }
      : {
          zh: '编制人不得审核或批准自己的报告，请由他人办理。',
          en: 'The author does not review or issue it: ask somebody else of the unit.',
        };
  throw refusal(caller, 'OtherPersonNeeded', text);
}

/** Saves a draft, or a new version of one that was sent back. The first report needs a closed work order; a later one a correction that was begun. */
export function draftTestReport(
  room: ServicesRoom,
  caller: Caller,
  input: DraftInput,
): Promise<RequestSuccess | RefusalValue> {
  return command(room, caller, 'draftTestReport', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    refuseUnlessTaker(room, caller, request);
    if (request.state !== 'TESTED' && !request.draft) throw wrongState(caller, request.state, []);
    reportLine(caller, request.draft, 'draftTestReport');
    const ownFile = await ownPdf(room, tx, input.ownFileId);
    refuseProblems(caller, await problemsOf(room, tx, request, input, ownFile));
    const draft: DraftRow = {
      state: 'DRAFT',
      authorId: caller.subject,
      authorName: caller.name,
      reviewerId: null,
      reviewerName: null,
      results: (input.results ?? []).map(resultOf),
      conclusion: input.conclusion?.trim() || null,
      attachments: await filesOf(room.kernel, tx, input.attachmentIds),
      ownFile,
      correctionReason: request.draft?.correctionReason ?? null,
      returnReason: request.draft?.returnReason ?? null,
      savedAt: tx.now,
    };
    return success('DraftTestReport', await saveDraft(room, tx, request, draft, 'draftTestReport'));
  });
}

/** The author hands the draft over; the unit's people are told. */
export function submitTestReport(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest,
): Promise<RequestSuccess | RefusalValue> {
  return command(room, caller, 'submitTestReport', input, async (tx) => {
    const { request, draft, unitId } = await drafted(room, tx, input.testRequestId);
    reportLine(caller, draft, 'submitTestReport');
    const saved = await saveDraft(room, tx, request, { ...draft, state: 'IN_REVIEW' }, 'submitTestReport');
    tell(tx, saved, 'testReport.submitted', [unitId]);
    return success('SubmitTestReport', saved);
  });
}

/** Another person approves the draft, or sends it back with the reason. */
export function reviewTestReport(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest & { readonly approve: boolean; readonly reason?: string | null | undefined },
): Promise<RequestSuccess | RefusalValue> {
  return command(room, caller, 'reviewTestReport', input, async (tx) => {
    const { request, draft, unitId } = await drafted(room, tx, input.testRequestId);
    const step = input.approve ? 'approveTestReport' : 'returnTestReport';
    reportLine(caller, draft, step);
    if (!input.approve) refuseProblems(caller, [required('reason', input.reason)]);
    const reviewer = { reviewerId: caller.subject, reviewerName: caller.name };
    const returnReason = input.approve ? null : (input.reason?.trim() ?? null);
    const after: DraftRow = { ...draft, ...reviewer, returnReason, state: input.approve ? 'REVIEWED' : 'RETURNED' };
    const saved = await saveDraft(room, tx, request, after, step);
    const signatories = (await signatoriesOf(room, unitId)).map(({ accountId }) => accountId);
    if (input.approve) tell(tx, saved, 'testReport.reviewed', signatories.length > 0 ? signatories : [unitId]);
    else tell(tx, saved, 'testReport.returned', [draft.authorId], returnReason);
    return success('ReviewTestReport', saved);
  });
}

/** Begins a corrected version with what the valid one says. */
export function correctTestReport(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest & { readonly reason: string },
): Promise<RequestSuccess | RefusalValue> {
  return command(room, caller, 'correctTestReport', input, async (tx) => {
    refuseProblems(caller, [required('reason', input.reason)]);
    const request = await ownRequest(room, tx, input.testRequestId);
    refuseUnlessTaker(room, caller, request);
    return success('CorrectTestReport', await beginCorrection(room, tx, request, input.reason.trim()));
  });
}

/** Throws `WrongState` while there is no report, or one is being written already. */
export async function beginCorrection(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  reason: string,
): Promise<TestRequestRow> {
  const may = request.report !== null && (request.state === 'REPORTED' || request.state === 'COMPLETED');
  if (!may || request.draft) throw wrongState(tx.caller, request.state, []);
  const { results = [], conclusion = null, attachments = [] } = request.issuedDraft ?? {};
  const draft: DraftRow = {
    state: 'DRAFT',
    authorId: tx.caller.subject,
    authorName: tx.caller.name,
    reviewerId: null,
    reviewerName: null,
    results,
    conclusion,
    attachments,
    ownFile: null,
    correctionReason: reason,
    returnReason: null,
    savedAt: tx.now,
  };
  return saveDraft(room, tx, request, draft, 'beginCorrection');
}

/** The draft of a request of the caller's unit. Throws `NotFound`, `NotPermitted`, `WrongState`. */
export async function drafted(room: ServicesRoom, tx: Tx, testRequestId: string) {
  const request = await ownRequest(room, tx, testRequestId);
  const unitId = refuseUnlessTaker(room, tx.caller, request);
  const { draft } = request;
  if (!draft) throw wrongState(tx.caller, request.state, request.state === 'TESTED' ? ['draftTestReport'] : []);
  return { request, draft, unitId };
}

function saveDraft(room: ServicesRoom, tx: Tx, request: TestRequestRow, draft: DraftRow, step: string) {
  return saveRequest(room, tx, request, { ...request, draft }, step);
}

function tell(tx: Tx, request: TestRequestRow, template: string, to: readonly string[], reason: string | null = null) {
  tx.notify({ template, to, about: request._id, values: { title: request.title, ...(reason ? { reason } : {}) } });
}
