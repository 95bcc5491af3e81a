import type { SchemaDefinition } from 'mongoose';
import { type Caller, covers } from '../caller.ts';
import type { SharedRecord } from '../catalogue/types.ts';

/** Who may read a record, derived from its sharing level and grade. */
export type Audience = 'PUBLIC' | 'MEMBERS' | 'UNIT' | 'OWNER';

/** What every record carries that is registered by an owner and may cross platforms (design.md §9). */
export interface SharedFields {
  readonly _id: string;
  /** `[platformId, unitId?, labId?, id]`: who covers it administers it. */
  readonly path: readonly string[];
  /** Member unit that owns it; null for the platform's own. */
  readonly unitId: string | null;
  readonly sharing: SharedRecord['sharing'];
  readonly grade: SharedRecord['grade'];
  readonly audience: Audience;
  readonly home: string;
  /** When a partner's copy was last confirmed; null for own records. */
  readonly syncedAt: Date | null;
  readonly withdrawn: boolean;
  readonly registeredAt: Date;
  readonly version: number;
}

/** The mongoose fields of `SharedFields`. */
export const sharedFieldsSchema: SchemaDefinition = {
  path: [String],
  unitId: String,
  sharing: String,
  grade: String,
  audience: String,
  home: String,
  syncedAt: Date,
  withdrawn: Boolean,
  registeredAt: Date,
  version: Number,
};

const audienceOfSharing: Readonly<Record<SharedRecord['sharing'], Audience>> = {
  NOT_SHARED: 'OWNER',
  UNIT: 'UNIT',
  CITY: 'PUBLIC',
  PROVINCE: 'PUBLIC',
  NATION: 'PUBLIC',
};
const audienceOfGrade: Readonly<Record<SharedRecord['grade'], Audience>> = {
  OPEN: 'PUBLIC',
  INTERNAL: 'MEMBERS',
  RESTRICTED: 'OWNER',
};
const widestFirst: readonly Audience[] = ['PUBLIC', 'MEMBERS', 'UNIT', 'OWNER'];

/** The narrower of what sharing level and data grade allow. */
export function audienceOf(record: Pick<SharedRecord, 'sharing' | 'grade'>): Audience {
  const bySharing = widestFirst.indexOf(audienceOfSharing[record.sharing]);
  const byGrade = widestFirst.indexOf(audienceOfGrade[record.grade]);
  return widestFirst[Math.max(bySharing, byGrade)] ?? 'OWNER';
}

/** May the caller read this record? The same rule as `visibleTo`, for one record in hand. */
export function maySee(caller: Caller, platform: string, record: SharedFields): boolean {
  if (record.audience === 'PUBLIC' || caller.kind === 'system') return true;
  if (caller.grants.some((grant) => covers(grant.path, record.path) && administers(grant.role))) return true;
  if (record.audience === 'MEMBERS') return caller.kind === 'user' && caller.home === platform;
  return record.audience === 'UNIT' && caller.unitId !== null && caller.unitId === record.unitId;
}

/** The rows that the caller may read, as a MongoDB filter; empty for one who may read all. */
export function visibleTo(caller: Caller, platform: string): Readonly<Record<string, unknown>> {
  if (caller.kind === 'system') return {};
  const seen: Record<string, unknown>[] = [{ audience: 'PUBLIC' }];
  if (caller.kind === 'user' && caller.home === platform) seen.push({ audience: 'MEMBERS' });
  if (caller.unitId) seen.push({ audience: 'UNIT', unitId: caller.unitId });
  for (const grant of caller.grants) {
    if (!administers(grant.role)) continue;
    if (grant.path.length === 1 && grant.path[0] === platform) return {};
    const last = grant.path.length - 1;
    seen.push({ [`path.${last}`]: grant.path[last] });
  }
  return seen.length === 1 ? { audience: 'PUBLIC' } : { $or: seen };
}

const readingRoles: ReadonlySet<string> = new Set([
  'PLATFORM_ADMINISTRATOR',
  'PLATFORM_STAFF',
  'UNIT_ADMINISTRATOR',
  'INSTRUMENT_ADMINISTRATOR',
  'AUDITOR',
]);

function administers(role: string): boolean {
  return readingRoles.has(role);
}

/** The shared fields of a new own record of a unit (null: the platform's own). */
export function ownShared(
  platform: string,
  id: string,
  place: { readonly unitId: string | null; readonly labId?: string | null },
  shared: Pick<SharedFields, 'sharing' | 'grade'>,
  now: Date,
): SharedFields {
  return {
    _id: id,
    path: [platform, place.unitId, place.labId ?? null, id].filter((part) => part !== null),
    unitId: place.unitId,
    ...shared,
    audience: audienceOf(shared),
    home: platform,
    syncedAt: null,
    withdrawn: false,
    registeredAt: now,
    version: 1,
  };
}
