import { timingSafeEqual } from 'node:crypto';
import type { Caller } from '../../../kernel/caller.ts';
import { refuseProblems, required } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import type { TestRequestRow } from '../models.ts';
import { advance, ownRequest } from './advance.ts';
import { success } from './dispatch.ts';
import { fileOf, freshReport, noSuchFile } from './report-file.ts';
import { command, type ServicesRoom } from './room.ts';
import type { RequestSuccess } from './wish.ts';
import { refuseUnlessTaker } from './work.ts';

/** A corrected version with a number of its own; the one before stays and says that it was superseded. */
export async function correctTestReport(
  room: ServicesRoom,
  caller: Caller,
  input: {
    readonly idempotencyKey: string;
    readonly testRequestId: string;
    readonly fileId: string;
    readonly reason: string;
  },
): Promise<RequestSuccess | RefusalValue> {
  const file = await fileOf(room.kernel, input.fileId);
  return command(room, caller, 'correctTestReport', input, async (tx) => {
    refuseProblems(caller, [required('reason', input.reason)]);
    const request = await ownRequest(room, tx, input.testRequestId);
    refuseUnlessTaker(room, caller, request);
    if (!file) throw noSuchFile(caller);
    const report = await freshReport(room, tx, file, input.reason.trim());
    const supersededReports = request.report
      ? [request.report, ...request.supersededReports]
      : request.supersededReports;
    const facts = { number: report.number };
    const saved = await advance(room, tx, request, 'correctTestReport', { report, supersededReports }, facts);
    return success('CorrectTestReport', saved);
  });
}

export interface Verification {
  readonly number: string;
  readonly genuine: boolean;
  readonly supersededBy: string | null;
  readonly unitId: string | null;
  readonly issuedAt: Date | null;
  readonly sha256: string | null;
}

/** Is a report with this number and code ours, and the valid version? A wrong code tells nothing else about the number. */
export async function verifyReport(room: ServicesRoom, number: string, code: string): Promise<Verification> {
  const unknown = { number, genuine: false, supersededBy: null, unitId: null, issuedAt: null, sha256: null };
  const request = await room.models.requests
    .findOne({ $or: [{ 'report.number': number }, { 'supersededReports.number': number }] })
    .lean<TestRequestRow | null>();
  const report = [request?.report, ...(request?.supersededReports ?? [])].find((one) => one?.number === number);
  if (!request || !report || !sameText(report.verificationCode, code)) return unknown;
  const { issuedAt, sha256 } = report;
  const supersededBy = request.report && request.report.number !== number ? request.report.number : null;
  return { number, genuine: true, supersededBy, unitId: request.takenBy, issuedAt, sha256 };
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
