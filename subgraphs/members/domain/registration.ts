export type RegistrationState = 'APPLIED' | 'ACCEPTED' | 'REFUSED' | 'REVOKED';
export type RegistrationStep = 'accept' | 'refuse' | 'revoke';
export type RegistrationKind = 'LEGAL_PERSON' | 'INDIVIDUAL' | 'EXPERT' | 'PROVIDER';

/** Registration on this platform (一级注册): which step leads where. */
export const registrationSteps: Readonly<
  Record<RegistrationState, Partial<Record<RegistrationStep, RegistrationState>>>
> = {
  APPLIED: { accept: 'ACCEPTED', refuse: 'REFUSED' },
  ACCEPTED: { revoke: 'REVOKED' },
  REFUSED: {},
  REVOKED: {},
};

/** What each kind must show, which role it gets, and whether staff decide. `unit`: the kind of unit that its account belongs to. */
export const registrationRules = {
  INDIVIDUAL: { role: 'INDIVIDUAL', unit: null, needsLicence: false, decidedByStaff: false },
  EXPERT: { role: 'EXPERT', unit: null, needsLicence: false, decidedByStaff: true },
  LEGAL_PERSON: { role: 'FIRM_USER', unit: 'FIRM', needsLicence: true, decidedByStaff: true },
  PROVIDER: { role: 'SERVICE_PROVIDER', unit: 'SERVICE_ORGANISATION', needsLicence: true, decidedByStaff: true },
} as const;
