import type { PlatformInfo, PlatformLevel } from '../types.ts';
import type { SharedRecord } from './types.ts';

type Place = Pick<PlatformInfo, 'id' | 'level' | 'parent'>;

/** How far a record goes: the rank of its sharing level. */
const SHARING_RANK: Readonly<Record<SharedRecord['sharing'], number>> = {
  NOT_SHARED: 0,
  UNIT: 1,
  CITY: 2,
  PROVINCE: 3,
  NATION: 4,
};

/** The sharing that covers a platform and everything below it. A county shares within its city. */
const LEVEL_RANK: Readonly<Record<PlatformLevel, number>> = { COUNTY: 2, CITY: 2, PROVINCE: 3, NATION: 4 };

/** The rank up to which a record leaves its platform at all. Restricted (受限) records never do, withdrawn ones no longer. */
export function reachOf(record: Pick<SharedRecord, 'sharing' | 'grade' | 'withdrawn'>): number {
  return record.grade === 'RESTRICTED' || record.withdrawn ? 0 : SHARING_RANK[record.sharing];
}

/**
 * The rank that a record of `own` needs to reach `partner`: within one line (parent and child) the higher of the two levels, between peers the
 * level above both.
 */
export function rankNeeded(own: Place, partner: Place): number {
  const higher = Math.max(LEVEL_RANK[own.level], LEVEL_RANK[partner.level]);
  return inOneLine(own, partner) ? higher : Math.min(higher + 1, SHARING_RANK.NATION);
}

/** May the partner see the record now? Internal (内部) records stay within the line of parent and child. */
export function mayLeave(
  record: Pick<SharedRecord, 'sharing' | 'grade' | 'withdrawn'>,
  own: Place,
  partner: Place,
): boolean {
  if (record.grade === 'INTERNAL' && !inOneLine(own, partner)) return false;
  return reachOf(record) >= rankNeeded(own, partner);
}

/** Is one the parent of the other? */
export function inOneLine(own: Place, partner: Place): boolean {
  return own.parent === partner.id || partner.parent === own.id;
}
