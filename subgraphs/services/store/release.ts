import type { Caller } from '../../../kernel/caller.ts';
import type { ReportRow, TestRequestRow } from '../models.ts';
import { isOfFirm } from './reads.ts';
import type { ServicesRoom } from './room.ts';

/** The report for those who did the work at once; for a firm that must pay first, when it has paid. */
export async function releasedReport(
  room: ServicesRoom,
  caller: Caller,
  request: TestRequestRow,
): Promise<ReportRow | null> {
  if (!request.report || !isOfFirm(caller, request)) return request.report;
  const consumer = request.firmId ?? request.requesterId;
  const mayRelease = await room.ledger.mayRelease({ id: request._id, kind: 'testRequest' }, consumer);
  return mayRelease ? request.report : null;
}
