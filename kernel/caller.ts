/** The roles of domain.md §1 and issue 8, as the SDL's `enum Role` writes them. */
export const ROLES = [
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
export type Role = (typeof ROLES)[number];

/** Who works for the platform itself. */
export const PLATFORM_STAFF = ['PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF'] as const satisfies readonly Role[];

/** A role held over a part of the tree platform ⊃ unit ⊃ lab ⊃ instrument. `path` holds global ids, the platform id first. */
export interface Grant {
  readonly role: Role;
  readonly path: readonly string[];
}

/**
 * Who asks, as the gateway established it. Subgraphs accept nothing else: a caller is made only by `sealCaller`, from claims
 * that were verified in this process or that came with a valid internal token.
 */
export interface Caller {
  readonly kind: 'anonymous' | 'user' | 'platform' | 'system';
  /** Global id of the local account, `mdj:account:…`; for a user of a partner the local subject keyed by (issuer, sub). Empty for anonymous. */
  readonly subject: string;
  readonly name: string;
  /** Home platform of the user; differs from the platform that runs this code for a remotely authenticated user. */
  readonly home: string;
  /** The member unit (legal person) that the user belongs to, if any. */
  readonly unitId: string | null;
  readonly grants: readonly Grant[];
  readonly scopes: readonly string[];
  /** Raised when rights change: older tokens are refused. */
  readonly authorisationVersion: number;
  readonly locale: 'zh' | 'en';
  readonly correlationId: string;
}

const sealed = new WeakSet<object>();

/** Freezes and brands a caller. Only the composition root and the verifier of internal tokens may call it. */
export function sealCaller(caller: Caller): Caller {
  const copy = Object.freeze({
    ...caller,
    grants: Object.freeze([...caller.grants]),
    scopes: Object.freeze([...caller.scopes]),
  });
  sealed.add(copy);
  return copy;
}

/** True for a caller made by `sealCaller` in this process; a look-alike object is not one. */
export function isSealedCaller(value: unknown): value is Caller {
  return typeof value === 'object' && value !== null && sealed.has(value);
}

/** Does a grant's path contain a record's path (platform ⊃ unit ⊃ lab ⊃ instrument)? */
export function covers(grantPath: readonly string[], recordPath: readonly string[]): boolean {
  return grantPath.length <= recordPath.length && grantPath.every((part, index) => part === recordPath[index]);
}

/** Does the caller hold one of the roles over the record at `recordPath`? */
export function holds(caller: Caller, roles: readonly Role[], recordPath: readonly string[]): boolean {
  return caller.grants.some((grant) => roles.includes(grant.role) && covers(grant.path, recordPath));
}

/** The callers of work that no person asked for: jobs, importers on the command line, event consumers. */
export function systemCaller(platform: string, correlationId: string): Caller {
  return sealCaller({
    kind: 'system',
    subject: `${platform}:system:platform`,
    name: 'system',
    home: platform,
    unitId: null,
    grants: [{ role: 'PLATFORM_ADMINISTRATOR', path: [platform] }],
    scopes: [],
    authorisationVersion: 0,
    locale: 'zh',
    correlationId,
  });
}
