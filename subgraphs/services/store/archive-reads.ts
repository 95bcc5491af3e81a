import type { Caller } from '../../../kernel/caller.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import type { ArchivedDocumentKind, ArchivedDocumentRow, ArchiveRow, TestRequestRow } from '../models.ts';
import { administeredUnits, isParty, isPlatformStaff, requestById } from './reads.ts';
import { isReleased } from './release.ts';
import type { ServicesRoom } from './room.ts';

export interface ArchiveFilter {
  readonly number?: string | null | undefined;
  readonly reportNumber?: string | null | undefined;
  readonly unitId?: string | null | undefined;
  readonly year?: number | null | undefined;
}

/** The archive of the caller, the firm and the units; all of it for the platform's staff. Latest first. */
export function archivedTestRequests(
  room: ServicesRoom,
  caller: Caller,
  filter: ArchiveFilter,
  page: PageRequest,
): Promise<Page<ArchiveRow>> {
  const facets = {
    ...(filter.number ? { number: filter.number.trim() } : {}),
    ...(filter.reportNumber ? { reportNumbers: filter.reportNumber.trim() } : {}),
    ...(filter.unitId ? { unitId: filter.unitId } : {}),
    ...(filter.year ? { year: filter.year } : {}),
  };
  const seen = isPlatformStaff(room, caller) ? [] : [{ $or: ownerships(caller) }];
  return pageOf(room.models.archives, { $and: [facets, ...seen] }, { field: 'archivedAt', direction: -1 }, page);
}

function ownerships(caller: Caller): object[] {
  const firm = caller.unitId ? [{ firmId: caller.unitId }] : [];
  return [{ requesterId: caller.subject }, ...firm, { unitId: { $in: administeredUnits(caller) } }];
}

/** The archive of one request, for the firm and those who did the work. */
export async function archiveOf(
  room: ServicesRoom,
  caller: Caller,
  request: TestRequestRow,
): Promise<ArchiveRow | null> {
  if (!isParty(room, caller, request)) return null;
  return room.models.archives.findById(request._id).lean<ArchiveRow | null>();
}

const RESULTS: readonly ArchivedDocumentKind[] = ['REPORT', 'SUPERSEDED_REPORT', 'ATTACHMENT'];

/** What was kept; without the results for a firm that has not paid for their release. */
export async function documentsFor(
  room: ServicesRoom,
  caller: Caller,
  { _id, documents }: ArchiveRow,
): Promise<ArchivedDocumentRow[]> {
  const request = await requestById(room, _id);
  const all = request !== null && (await isReleased(room, caller, request));
  return documents.filter(({ kind }) => all || !RESULTS.includes(kind));
}
