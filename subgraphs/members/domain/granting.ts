export type RoleName =
  | 'PLATFORM_ADMINISTRATOR'
  | 'PLATFORM_STAFF'
  | 'UNIT_ADMINISTRATOR'
  | 'INSTRUMENT_ADMINISTRATOR'
  | 'RESEARCHER'
  | 'FIRM_USER'
  | 'INDIVIDUAL'
  | 'EXPERT'
  | 'SERVICE_PROVIDER'
  | 'PROVINCIAL_OFFICIAL'
  | 'AUDITOR';

/** Where a role may be held and who gives it. */
export interface GrantRule {
  /** Length of the path: 1 platform, 2 unit, 3 laboratory (or instrument of a unit without one), 4 instrument. */
  readonly shortest: number;
  readonly longest: number;
  readonly givenBy: readonly RoleName[];
  /** A second platform administrator must confirm it. */
  readonly fourEyes: boolean;
}

const platformOnly = { shortest: 1, longest: 1, fourEyes: false } as const;
const unitOnly = { shortest: 2, longest: 2, fourEyes: false } as const;
const platformHeads = ['PLATFORM_ADMINISTRATOR'] as const;
const platformStaff = ['PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF'] as const;
const unitHeads = [...platformStaff, 'UNIT_ADMINISTRATOR'] as const;

/** Three-level administration (后台三级管理) as data: platform → member unit → laboratory and instrument. */
export const grantRules: Readonly<Record<RoleName, GrantRule>> = {
  PLATFORM_ADMINISTRATOR: { ...platformOnly, givenBy: platformHeads, fourEyes: true },
  PLATFORM_STAFF: { ...platformOnly, givenBy: platformHeads },
  PROVINCIAL_OFFICIAL: { ...platformOnly, givenBy: platformHeads },
  AUDITOR: { ...platformOnly, givenBy: platformHeads },
  UNIT_ADMINISTRATOR: { ...unitOnly, givenBy: unitHeads },
  INSTRUMENT_ADMINISTRATOR: { shortest: 3, longest: 4, givenBy: unitHeads, fourEyes: false },
  RESEARCHER: { ...unitOnly, givenBy: unitHeads },
  FIRM_USER: { ...unitOnly, givenBy: unitHeads },
  SERVICE_PROVIDER: { ...unitOnly, givenBy: platformStaff },
  EXPERT: { shortest: 1, longest: 2, givenBy: unitHeads, fourEyes: false },
  INDIVIDUAL: { ...platformOnly, givenBy: platformStaff },
};

/** Is this a place where the role can be held? */
export function fitsPath(role: RoleName, path: readonly string[]): boolean {
  const rule = grantRules[role];
  return path.length >= rule.shortest && path.length <= rule.longest;
}
