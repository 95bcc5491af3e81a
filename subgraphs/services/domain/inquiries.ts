export type InquiryState = 'OPEN' | 'ANSWERED' | 'CONVERTED' | 'CLOSED';
export type InquiryStep = 'answerInquiry' | 'convertInquiry' | 'closeInquiry';

/** Which step leads where. */
const STEPS: Readonly<Record<InquiryState, Partial<Record<InquiryStep, InquiryState>>>> = {
  OPEN: { answerInquiry: 'ANSWERED', convertInquiry: 'CONVERTED', closeInquiry: 'CLOSED' },
  ANSWERED: { answerInquiry: 'ANSWERED', convertInquiry: 'CONVERTED', closeInquiry: 'CLOSED' },
  CONVERTED: {},
  CLOSED: {},
};

/** The state after a step; null when it is not possible. */
export function inquiryAfter(state: InquiryState, step: InquiryStep): InquiryState | null {
  return STEPS[state][step] ?? null;
}

export function inquirySteps(state: InquiryState): string[] {
  return Object.keys(STEPS[state]);
}

/** What one question may be: no account stands behind it. */
export const INQUIRY_LIMITS = {
  titleCharacters: 100,
  descriptionCharacters: 2_000,
  contactCharacters: 100,
  testItems: 5,
  samples: 200,
  /** Questions of one telephone number or address in a day. */
  perContactAndDay: 5,
  /** Questions of everybody in an hour. */
  perHour: 60,
  /** Days after the last word until the contact is erased. */
  contactDays: 180,
} as const;

/** A contact as it is counted: telephone without blanks and prefix, address in lower case. */
export function contactKey(contact: { readonly telephone: string | null; readonly email: string | null }): string {
  const digits = contact.telephone
    ?.normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^86(?=1\d{10}$)/, '');
  return digits || (contact.email ?? '').trim().toLowerCase();
}
