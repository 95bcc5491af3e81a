import { randomBytes } from 'node:crypto';
import type { Caller } from '../../../kernel/caller.ts';
import { refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, StoredFile, Tx } from '../../../kernel/types.ts';
import { behindCover } from '../documents/own-report.ts';
import type { ReportContent } from '../documents/report-content.ts';
import { coverPdf, reportPdf } from '../documents/report-pdf.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { DraftRow, ReportRow, TestRequestRow } from '../models.ts';
import type { TestItemRecord } from '../test-items.ts';
import { advance, ownRequest } from './advance.ts';
import { success } from './dispatch.ts';
import { bytesOf } from './files.ts';
import { postingOf, quoteOf } from './pricing.ts';
import { contentOf, verificationUrl } from './report-content.ts';
import { drafted, reportLine } from './report-draft.ts';
import { nextNumber, queuedCommand, type ServicesRoom } from './room.ts';
import { refuseUnlessSignatory } from './signatories.ts';
import { signReport } from './signing.ts';
import { countReport } from './statistics.ts';
import type { RequestSuccess } from './wish.ts';
import { refuseUnlessTaker, takenItems } from './work.ts';

interface OfRequest {
  readonly idempotencyKey: string;
  readonly testRequestId: string;
}

/**
 * The signatory issues the reviewed draft. The first version charges what was really done, or what the accepted quote says; a corrected one takes the
 * place of the version before. Reports are drawn one after the other, because their numbers have no gaps. Cost: about a tenth of a second.
 */
export function issueTestReport(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest,
): Promise<RequestSuccess | RefusalValue> {
  const keys = ['services|reportNumber', `testRequest|${input.testRequestId}`];
  return queuedCommand(room, keys, caller, 'issueTestReport', input, async (tx) => {
    const { request, draft, unitId } = await drafted(room, tx, input.testRequestId);
    reportLine(caller, draft, 'issueTestReport');
    await refuseUnlessSignatory(room, caller, unitId, tx.now);
    const items = await takenItems(room, tx, request);
    const report = await freshReport(room, tx, request, draft, items);
    const { results, conclusion, attachments } = draft;
    const fields = { report, draft: null, issuedDraft: { results, conclusion, attachments } };
    const saved = request.report
      ? await supersede(room, tx, request, request.report, fields)
      : await firstIssue(room, tx, request, items, unitId, fields);
    return success('IssueTestReport', saved);
  });
}

type Issued = Pick<TestRequestRow, 'draft' | 'issuedDraft'> & { readonly report: ReportRow };

async function firstIssue(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  items: readonly TestItemRecord[],
  unitId: string,
  issued: Issued,
): Promise<TestRequestRow> {
  const minutes = request.actualMinutes ?? 0;
  // An accepted quote holds: what was offered is what is charged.
  const price =
    request.quoteHolds && request.price
      ? request.price
      : await quoteOf(room, request, items, minutes, tx.now, tx.session);
  const fields = { ...issued, price, priceFinal: true };
  const facts = { number: issued.report.number, unitId };
  const saved = await advance(room, tx, request, 'issueTestReport', fields, facts);
  await room.ledger.settle(tx, postingOf(saved, unitId, price, minutes, tx.now));
  tx.count('servicesProvided', 1, { unitId });
  await countReport(room, tx, saved);
  return saved;
}

function supersede(room: ServicesRoom, tx: Tx, request: TestRequestRow, before: ReportRow, issued: Issued) {
  const supersededReports = [before, ...request.supersededReports];
  const facts = { number: issued.report.number };
  return advance(room, tx, request, 'correctTestReport', { ...issued, supersededReports }, facts);
}

async function freshReport(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  draft: DraftRow,
  items: readonly TestItemRecord[],
): Promise<ReportRow> {
  const { kernel } = room;
  const year = tx.now.toISOString().slice(0, 4);
  const sequence = String(await nextNumber(room, tx, `report|${year}`)).padStart(6, '0');
  const number = `${kernel.platform.id.toUpperCase()}-JC-${year}-${sequence}`;
  const verificationCode = randomBytes(9).toString('base64url');
  const verification = verificationUrl(kernel, number, verificationCode);
  const print = { number, verification, signatory: tx.caller.name };
  const content = await contentOf(room, tx, request, draft, items, print);
  const pdf = await printed(room, content, draft.ownFile);
  const file = await kernel.files.save(`${number}.pdf`, 'application/pdf', pdf, tx.session);
  const unit = { unitId: request.takenBy ?? '', unitName: content.unitName };
  const replaces = request.report?.number ?? null;
  return {
    id: kernel.newId('testReport'),
    number,
    fileId: file.id,
    fileName: file.name,
    sha256: file.sha256,
    issuedAt: tx.now,
    verificationCode,
    correctionReason: draft.correctionReason,
    signature: await signReport(kernel, { number, sha256: file.sha256, ...unit, issuedAt: tx.now, replaces }),
    marks: content.marks.map(({ mark, number: certificate }) => `${mark} ${certificate}`),
    attachments: draft.attachments,
    withdrawnAt: null,
    withdrawnReason: null,
  };
}

/** The pages of a report: the platform's own, or its cover in front of the laboratory's file. */
export async function printed(
  room: ServicesRoom,
  content: ReportContent,
  ownFile: StoredFile | null,
): Promise<Uint8Array> {
  if (!ownFile) return reportPdf(content);
  return behindCover(await coverPdf(content), await bytesOf(room.kernel, ownFile.id));
}

/** A signatory declares the valid report void; whoever verifies it is told so. */
export function withdrawTestReport(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest & { readonly reason: string },
): Promise<RequestSuccess | RefusalValue> {
  return queuedCommand(
    room,
    [`testRequest|${input.testRequestId}`],
    caller,
    'withdrawTestReport',
    input,
    async (tx) => {
      refuseProblems(caller, [required('reason', input.reason)]);
      const request = await ownRequest(room, tx, input.testRequestId);
      const unitId = refuseUnlessTaker(room, caller, request);
      await refuseUnlessSignatory(room, caller, unitId, tx.now);
      if (!request.report || request.report.withdrawnAt)
        throw wrongState(caller, request.state, possibleSteps(request.state));
      const report = { ...request.report, withdrawnAt: tx.now, withdrawnReason: input.reason.trim() };
      const facts = { number: report.number };
      return success('WithdrawTestReport', await advance(room, tx, request, 'withdrawTestReport', { report }, facts));
    },
  );
}
