import type { Caller } from '../../../kernel/caller.ts';
import type { StoredFile } from '../../../kernel/types.ts';
import type { ReportRow, TestRequestRow } from '../models.ts';
import { fileOf } from './files.ts';
import { doesTheWork, isOfFirm, reportById } from './reads.ts';
import type { ServicesRoom } from './room.ts';

/** The report for those who did the work at once; for a firm that must pay first, when it has paid; for nobody else. */
export async function releasedReport(
  room: ServicesRoom,
  caller: Caller,
  request: TestRequestRow,
): Promise<ReportRow | null> {
  return request.report && (await isReleased(room, caller, request)) ? request.report : null;
}

/** The stamped file, for those who may have the report. */
export async function releasedFile(room: ServicesRoom, caller: Caller, report: ReportRow): Promise<StoredFile | null> {
  const found = await reportById(room, report.id);
  return found && (await isReleased(room, caller, found.request)) ? fileOf(room.kernel, report.fileId) : null;
}

/** May the caller have the results? */
export async function isReleased(room: ServicesRoom, caller: Caller, request: TestRequestRow): Promise<boolean> {
  if (!isOfFirm(caller, request)) return doesTheWork(room, caller, request);
  const consumer = request.firmId ?? request.requesterId;
  return room.ledger.mayRelease({ id: request._id, kind: 'testRequest' }, consumer);
}
