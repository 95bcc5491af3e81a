import type { Role } from './generated.ts';

/** Roles that an administrator of a unit gives, within the unit. */
export const UNIT_ROLES = ['UNIT_ADMINISTRATOR', 'INSTRUMENT_ADMINISTRATOR', 'RESEARCHER', 'FIRM_USER'] as const;

/** Roles over the whole platform. */
export const PLATFORM_ROLES = [
  'PLATFORM_ADMINISTRATOR',
  'PLATFORM_STAFF',
  'PROVINCIAL_OFFICIAL',
  'AUDITOR',
  'EXPERT',
  'SERVICE_PROVIDER',
  'INDIVIDUAL',
] as const;

/** The part of the tree platform ⊃ unit that a role is given over: the platform's own roles over all of it, the others over the account's unit. */
export function pathOf(role: Role, platform: string, unit: string | null): readonly string[] {
  const isOfPlatform = (PLATFORM_ROLES as readonly Role[]).includes(role);
  return isOfPlatform || unit === null ? [platform] : [platform, unit];
}
