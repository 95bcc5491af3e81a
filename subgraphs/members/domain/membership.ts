export type MembershipStatus = 'APPLIED' | 'MEMBER' | 'REFUSED' | 'SUSPENDED' | 'LEFT';
export type MembershipStep = 'accept' | 'refuse' | 'suspend' | 'reinstate' | 'leave' | 'apply';

/** Which step leads where (加盟). What is not in the table is a `WrongState`. */
export const membershipSteps: Readonly<Record<MembershipStatus, Partial<Record<MembershipStep, MembershipStatus>>>> = {
  APPLIED: { accept: 'MEMBER', refuse: 'REFUSED', leave: 'LEFT' },
  MEMBER: { suspend: 'SUSPENDED', leave: 'LEFT' },
  REFUSED: { apply: 'APPLIED' },
  SUSPENDED: { reinstate: 'MEMBER', leave: 'LEFT' },
  LEFT: { apply: 'APPLIED' },
};

/** The status after a step, or null when the step is not possible. */
export function membershipAfter(status: MembershipStatus, step: MembershipStep): MembershipStatus | null {
  return membershipSteps[status][step] ?? null;
}

/** The steps possible in a status. */
export function possibleSteps(status: MembershipStatus): readonly string[] {
  return Object.keys(membershipSteps[status]);
}

/** One platform's membership of a unit. */
export interface Membership {
  readonly platform: string;
  readonly status: MembershipStatus;
  readonly since: Date;
  readonly reason: string | null;
  readonly agreementVersion: number | null;
}

/** The memberships with the one of `platform` replaced or added. */
export function withMembership(memberships: readonly Membership[], changed: Membership): readonly Membership[] {
  const others = memberships.filter((membership) => membership.platform !== changed.platform);
  return [...others, changed].sort((a, b) => a.platform.localeCompare(b.platform));
}
