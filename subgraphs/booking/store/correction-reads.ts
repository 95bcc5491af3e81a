import type { Caller } from '../../../kernel/caller.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import type { CorrectionRow, UsageRow } from '../models.ts';
import { isStaffOf } from './parties.ts';
import { under } from './reads.ts';
import type { BookingRoom } from './room.ts';

/** May a correction of the record be proposed? */
export function isCorrectable({ end, reverses, reversedBy }: UsageRow): boolean {
  return end !== null && !reverses && !reversedBy;
}

/** The steps that the caller may take with a correction now. */
export function possibleCorrectionSteps(caller: Caller, { state, path, proposedBy }: CorrectionRow): readonly string[] {
  const decides = state === 'PROPOSED' && proposedBy !== caller.subject && isStaffOf(caller, path);
  return decides ? ['approveCorrection', 'refuseCorrection'] : [];
}

export async function correctionById(room: BookingRoom, id: string): Promise<CorrectionRow | null> {
  return room.models.corrections.findById(id).lean<CorrectionRow | null>();
}

/** Corrections below the caller's grants, latest first. */
export function usageCorrections(
  room: BookingRoom,
  caller: Caller,
  states: readonly string[] | null | undefined,
  page: PageRequest,
): Promise<Page<CorrectionRow>> {
  const facets = states ? { state: { $in: [...states] } } : {};
  const order = { field: 'proposedAt', direction: -1 } as const;
  return pageOf(room.models.corrections, { $and: [facets, under(caller)] }, order, page);
}

/** Corrections below the caller's grants that wait for a second person. */
export function pendingCorrections(room: BookingRoom, caller: Caller): Promise<CorrectionRow[]> {
  return room.models.corrections
    .find({ $and: [{ state: 'PROPOSED' }, under(caller)] })
    .sort({ proposedAt: 1 })
    .limit(50)
    .lean<CorrectionRow[]>();
}
