/** Who may do what, as data: roles → scopes. The SDL's `@access` says what a field needs; the row rule is `holds` in kernel/caller.ts. */

export const ROLE_NAMES = [
  'PLATFORM_ADMINISTRATOR',
  'PLATFORM_STAFF',
  'UNIT_ADMINISTRATOR',
  'INSTRUMENT_ADMINISTRATOR',
  'RESEARCHER',
  'FIRM_USER',
  'INDIVIDUAL',
  'EXPERT',
  'SERVICE_PROVIDER',
  'PROVINCIAL_OFFICIAL',
  'AUDITOR',
] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** A role over a part of the tree platform ⊃ unit ⊃ lab ⊃ instrument; `path` holds global ids, the platform's first. */
export interface RoleGrant {
  readonly role: RoleName;
  readonly path: readonly string[];
  /** A delegation ends by itself (issue 8: delegation with expiry). */
  readonly until?: Date | null;
}

const ASK = ['bookings:request', 'services:request', 'knowledge:request'] as const;
const RUN_A_UNIT = ['instruments:write', 'bookings:manage', 'usage:write', 'services:manage'] as const;
const ADMINISTER = [
  'members:administer',
  'bookings:administer',
  'services:administer',
  'accounting:administer',
] as const;
const STAFF = [
  ...ASK,
  ...RUN_A_UNIT,
  ...ADMINISTER,
  'members:write',
  'accounting:read',
  'knowledge:write',
  'figures:read',
] as const;

/** The scopes of a role (docs/decisions/0001-frame.md). `public` and `user` are built in and not listed. */
export const SCOPES_OF_ROLE = {
  PLATFORM_ADMINISTRATOR: [...STAFF, 'network:administer', 'audit:read', 'platform:administer'],
  PLATFORM_STAFF: STAFF,
  UNIT_ADMINISTRATOR: [...ASK, ...RUN_A_UNIT, 'members:write', 'accounting:read', 'knowledge:write', 'figures:read'],
  INSTRUMENT_ADMINISTRATOR: [...ASK, ...RUN_A_UNIT],
  RESEARCHER: [...ASK, 'accounting:read'],
  FIRM_USER: [...ASK, 'accounting:read'],
  INDIVIDUAL: ASK,
  EXPERT: [...ASK, 'knowledge:write'],
  SERVICE_PROVIDER: [...ASK, 'services:manage', 'knowledge:write'],
  PROVINCIAL_OFFICIAL: ['figures:read'],
  AUDITOR: ['audit:read', 'figures:read', 'accounting:read'],
} as const satisfies Record<RoleName, readonly string[]>;

/** The three administrator levels: a second factor at login, and never sent to another platform. */
export const ADMINISTRATOR_ROLES: ReadonlySet<RoleName> = new Set([
  'PLATFORM_ADMINISTRATOR',
  'UNIT_ADMINISTRATOR',
  'INSTRUMENT_ADMINISTRATOR',
]);

/** Roles that a user keeps at a partner, most specific first; a user with none of them is an `INDIVIDUAL` there. */
export const CROSSING_ROLES: readonly RoleName[] = ['RESEARCHER', 'FIRM_USER', 'INDIVIDUAL'];

/** What a partner's user may have here at most: asking, never managing. */
export const CROSSING_SCOPES: readonly string[] = ASK;

/** All that a partner's user has here who must be admitted and is not (two-level registration): to search and to ask what is free. */
export const LOOK_SCOPE = 'partner:look';

/**
 * Two-level registration (两级用户注册): which platform takes requests only from users of which platform below it that it has admitted.
 * One row for each pair of levels; a partner's record may say otherwise.
 */
const ADMISSION_REQUIRED: readonly { readonly here: string; readonly below: string }[] = [
  { here: 'PROVINCE', below: 'CITY' },
];

/** Does `here` ask users of `partner` to be admitted before they request anything? */
export function requiresAdmission(
  here: { readonly id: string; readonly level: string },
  partner: { readonly level: string; readonly parent: string | null },
): boolean {
  const isBelow = partner.parent === here.id;
  return isBelow && ADMISSION_REQUIRED.some((row) => row.here === here.level && row.below === partner.level);
}

/** Scopes of a platform credential (no user): the partner contract's `changes` and `deliverEvents`. */
export const PLATFORM_SCOPES = ['partner:harvest', 'partner:events'] as const;

/** Grants that are in force at `now`. */
export function liveGrants(grants: readonly RoleGrant[], now: Date): readonly RoleGrant[] {
  return grants.filter((grant) => !grant.until || grant.until > now);
}

/** The scopes of a set of grants, sorted, each once. */
export function scopesOf(grants: readonly RoleGrant[]): readonly string[] {
  const scopes = new Set<string>();
  for (const grant of grants) for (const scope of SCOPES_OF_ROLE[grant.role]) scopes.add(scope);
  return [...scopes].sort();
}

/** Must this user show a second factor at login? */
export function needsSecondFactor(grants: readonly RoleGrant[]): boolean {
  return grants.some((grant) => ADMINISTRATOR_ROLES.has(grant.role));
}

/** The role with which a user appears at a partner: never an administrator's. */
export function crossingRole(grants: readonly RoleGrant[]): RoleName {
  const held = new Set(grants.map((grant) => grant.role));
  return CROSSING_ROLES.find((role) => held.has(role)) ?? 'INDIVIDUAL';
}
