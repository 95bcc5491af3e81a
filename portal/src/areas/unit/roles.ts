import type { Role } from './generated.ts';

/** Roles over a whole unit that its administrator gives. */
export const MEMBER_ROLES = ['RESEARCHER', 'FIRM_USER', 'UNIT_ADMINISTRATOR'] as const;

/** What the administrator of a unit gives: the roles above, and one over a laboratory or instrument of it. */
export const UNIT_ROLES = [...MEMBER_ROLES, 'INSTRUMENT_ADMINISTRATOR'] as const;

/** What the platform's staff gives besides. */
export const STAFF_ROLES = [
  'SERVICE_PROVIDER',
  'EXPERT',
  'INDIVIDUAL',
  'PLATFORM_STAFF',
  'PLATFORM_ADMINISTRATOR',
  'PROVINCIAL_OFFICIAL',
  'AUDITOR',
] as const;

const OVER_PLATFORM: readonly Role[] = [
  'EXPERT',
  'INDIVIDUAL',
  'PLATFORM_STAFF',
  'PLATFORM_ADMINISTRATOR',
  'PROVINCIAL_OFFICIAL',
  'AUDITOR',
];

/** Is the role held over a laboratory or an instrument, not a whole unit? */
export function needsPlace(role: Role | undefined): boolean {
  return role === 'INSTRUMENT_ADMINISTRATOR';
}

/**
 * The part of the tree platform ⊃ unit ⊃ laboratory ⊃ instrument that a role is given over (the rules are `grantRules` of subgraphs/members).
 * `place` are the ids below the unit.
 */
export function pathOf(
  role: Role,
  platform: string,
  unit: string | null,
  place: readonly string[] = [],
): readonly string[] {
  if (OVER_PLATFORM.includes(role) || unit === null) return [platform];
  return [platform, unit, ...(needsPlace(role) ? place : [])];
}

interface Places {
  readonly laboratories: readonly { readonly id: string; readonly name: string }[];
  readonly instruments: readonly {
    readonly id: string;
    readonly name: string;
    readonly laboratory?: { readonly id: string } | null;
  }[];
}

/** What can be chosen as a place: each laboratory, and each instrument below its laboratory. The value is the ids below the unit, joined. */
export function placeOptions({ laboratories, instruments }: Places) {
  return [
    ...laboratories.map(({ id, name }) => ({ value: id, label: name })),
    ...instruments.map(({ id, name, laboratory }) => ({
      value: laboratory ? `${laboratory.id} ${id}` : id,
      label: name,
    })),
  ];
}
