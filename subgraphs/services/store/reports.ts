import { timingSafeEqual } from 'node:crypto';
import type { ReportRow, TestRequestRow } from '../models.ts';
import { type ServicesRoom, unitById } from './room.ts';

export type ReportStatus = 'VALID' | 'SUPERSEDED' | 'WITHDRAWN' | 'UNKNOWN';

export interface Verification {
  readonly number: string;
  readonly status: ReportStatus;
  readonly genuine: boolean;
  readonly supersededBy: string | null;
  readonly unitId: string | null;
  readonly unitName: string | null;
  readonly issuedAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly withdrawnReason: string | null;
  readonly sha256: string | null;
  readonly fileMatches: boolean | null;
  readonly signature: string | null;
}

const NOTHING = {
  status: 'UNKNOWN',
  genuine: false,
  supersededBy: null,
  unitId: null,
  unitName: null,
  issuedAt: null,
  withdrawnAt: null,
  withdrawnReason: null,
  sha256: null,
  fileMatches: null,
  signature: null,
} as const;

/** Is a report void, replaced by a later one, or valid? A void one that was replaced is void. */
export function statusOf(report: ReportRow, valid: ReportRow | null): Exclude<ReportStatus, 'UNKNOWN'> {
  if (report.withdrawnAt) return 'WITHDRAWN';
  return valid && valid.number !== report.number ? 'SUPERSEDED' : 'VALID';
}

/**
 * Is a report with this number and code ours, and the valid version? A wrong code tells nothing else about the number. `sha256` is that of the file at
 * hand, if there is one. Cost: two indexed reads.
 */
export async function verifyReport(
  room: ServicesRoom,
  number: string,
  code: string,
  sha256: string | null,
): Promise<Verification> {
  const request = await room.models.requests
    .findOne({ $or: [{ 'report.number': number }, { 'supersededReports.number': number }] })
    .lean<TestRequestRow | null>();
  const report = [request?.report, ...(request?.supersededReports ?? [])].find((one) => one?.number === number);
  if (!request || !report || !sameText(report.verificationCode, code)) return { number, ...NOTHING };
  const status = statusOf(report, request.report);
  const unit = request.takenBy ? await unitById(room, request.takenBy) : null;
  return {
    number,
    status,
    genuine: true,
    supersededBy: request.report && request.report.number !== number ? request.report.number : null,
    unitId: request.takenBy,
    unitName: unit?.name ?? null,
    issuedAt: report.issuedAt,
    withdrawnAt: report.withdrawnAt,
    withdrawnReason: report.withdrawnReason,
    sha256: report.sha256,
    fileMatches: sha256 === null ? null : sha256.trim().toLowerCase() === report.sha256,
    signature: report.signature,
  };
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
