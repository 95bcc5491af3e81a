import { type Interval, later } from './interval.ts';
import type { UserClass } from './policy.ts';

export type UsageClass = 'START_UP' | 'TEST' | 'POST_PROCESSING' | 'TEACHING' | 'TRAINING' | 'MAINTENANCE';
export type UsagePurpose = 'TEACHING' | 'RESEARCH' | 'SOCIAL_SERVICE';

/** Effective hours (有效机时) = necessary start-up + testing + necessary post-processing (domain.md §3). */
const effectiveClasses: ReadonlySet<UsageClass> = new Set(['START_UP', 'TEST', 'POST_PROCESSING']);

export function isEffective(usageClass: UsageClass): boolean {
  return effectiveClasses.has(usageClass);
}

/** Maintenance is the unit's own affair: everything else is charged. */
export function isCharged(usageClass: UsageClass): boolean {
  return usageClass !== 'MAINTENANCE';
}

/** The column of the yearly table that a use belongs to: teaching by its class, social service for firms and others, else research. */
export function purposeOf(usageClass: UsageClass, userClass: UserClass): UsagePurpose {
  if (usageClass === 'TEACHING' || usageClass === 'TRAINING') return 'TEACHING';
  return userClass === 'FIRM' || userClass === 'OTHER' ? 'SOCIAL_SERVICE' : 'RESEARCH';
}

/** Hours for users outside the managing unit, the legal person, are external (对外服务机时). */
export function isExternal(userUnitId: string | null, managingUnitId: string): boolean {
  return userUnitId !== managingUnitId;
}

/** A use while it may still run: an open end counts as `now`. */
export function knownUntil(usage: { readonly start: Date; readonly end: Date | null }, now: Date): Interval {
  return { start: usage.start, end: usage.end ?? later(now, usage.start) };
}
