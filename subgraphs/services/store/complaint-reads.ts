import { type Caller, holds } from '../../../kernel/caller.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import type { ComplaintState } from '../domain/complaint-steps.ts';
import type { ComplaintRow } from '../models.ts';
import { UNIT_STAFF } from './items.ts';
import { administeredUnits, isPlatformStaff } from './reads.ts';
import type { ServicesRoom } from './room.ts';

const latest = { field: 'filedAt', direction: -1 } as const;

export interface ComplaintFilter {
  readonly states?: readonly ComplaintState[] | null | undefined;
}

/** The firm, the unit complained about, and the platform's staff. */
export function maySeeComplaint(room: ServicesRoom, caller: Caller, complaint: ComplaintRow): boolean {
  const { filedBy, firmId, unitId } = complaint;
  if (filedBy === caller.subject || (firmId !== null && firmId === caller.unitId)) return true;
  return isPlatformStaff(room, caller) || holds(caller, [...UNIT_STAFF, 'AUDITOR'], [room.kernel.platform.id, unitId]);
}

export async function complaintById(room: ServicesRoom, id: string): Promise<ComplaintRow | null> {
  return room.models.complaints.findById(id).lean<ComplaintRow | null>();
}

/** Null when it does not exist or the caller may not see it. */
export async function visibleComplaint(room: ServicesRoom, caller: Caller, id: string): Promise<ComplaintRow | null> {
  const complaint = await complaintById(room, id);
  return complaint && maySeeComplaint(room, caller, complaint) ? complaint : null;
}

/** Of one request, oldest first, as far as the caller may see them. */
export async function complaintsAbout(room: ServicesRoom, caller: Caller, testRequestId: string) {
  const rows = await room.models.complaints.find({ testRequestId }).sort({ _id: 1 }).lean<ComplaintRow[]>();
  return rows.filter((row) => maySeeComplaint(room, caller, row));
}

const facets = ({ states }: ComplaintFilter) => (states ? { state: { $in: [...states] } } : {});

/** Complaints of the caller or the caller's firm, latest first. */
export function complaintsOf(
  room: ServicesRoom,
  caller: Caller,
  filter: ComplaintFilter,
  page: PageRequest,
): Promise<Page<ComplaintRow>> {
  const mine = caller.unitId
    ? { $or: [{ filedBy: caller.subject }, { firmId: caller.unitId }] }
    : { filedBy: caller.subject };
  return pageOf(room.models.complaints, { $and: [facets(filter), mine] }, latest, page);
}

/** Complaints about the caller's units; all of them for the platform's staff. Latest first. */
export function complaintsAgainst(
  room: ServicesRoom,
  caller: Caller,
  filter: ComplaintFilter,
  page: PageRequest,
): Promise<Page<ComplaintRow>> {
  const units = isPlatformStaff(room, caller) ? {} : { unitId: { $in: administeredUnits(caller) } };
  return pageOf(room.models.complaints, { ...facets(filter), ...units }, latest, page);
}
