export type AdmissionState = 'REQUESTED' | 'ACCEPTED' | 'REFUSED' | 'REVOKED' | 'WITHDRAWN';
export type AdmissionStep = 'accept' | 'refuse' | 'revoke' | 'withdraw';

/** Admission of a unit or user of the platform below (二级注册): which step leads where. `withdraw` is the home platform's, the others this one's. */
export const admissionSteps: Readonly<Record<AdmissionState, Partial<Record<AdmissionStep, AdmissionState>>>> = {
  REQUESTED: { accept: 'ACCEPTED', refuse: 'REFUSED', withdraw: 'WITHDRAWN' },
  ACCEPTED: { revoke: 'REVOKED', withdraw: 'WITHDRAWN' },
  REFUSED: {},
  REVOKED: {},
  WITHDRAWN: {},
};

/** Is the admission one that a new request would repeat? */
export function isOpen(state: AdmissionState): boolean {
  return state === 'REQUESTED' || state === 'ACCEPTED';
}
