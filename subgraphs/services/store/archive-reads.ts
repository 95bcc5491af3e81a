import type { Caller } from '../../../kernel/caller.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import type { ArchiveRow } from '../models.ts';
import { administeredUnits, isPlatformStaff } from './reads.ts';
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

/** The archive of one request, whoever may see the request. */
export function archiveOf(room: ServicesRoom, testRequestId: string): Promise<ArchiveRow | null> {
  return room.models.archives.findById(testRequestId).lean<ArchiveRow | null>().exec();
}
