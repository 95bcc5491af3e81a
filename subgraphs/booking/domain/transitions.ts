import type { ApprovalStep } from './policy.ts';

/** States of a booking, as the SDL's `enum BookingState`. */
export const BOOKING_STATES = [
  'PENDING',
  'TENTATIVE',
  'REQUESTED',
  'PLATFORM_ACCEPTED',
  'CONFIRMED',
  'IN_USE',
  'COMPLETED',
  'REFUSED',
  'CANCELLED',
  'NO_SHOW',
  'EXPIRED',
] as const;
export type BookingState = (typeof BOOKING_STATES)[number];

/** One line of the transition table: from which states a step leads where. `APPROVED` stands for what approval is still open. */
export interface Transition {
  readonly step: string;
  readonly from: readonly BookingState[];
  readonly to: BookingState | 'APPROVED';
  readonly by: 'USER' | 'PLATFORM' | 'UNIT' | 'SYSTEM' | 'HOME_PLATFORM';
}

/** The life of a booking. The picture in docs/booking.md is drawn from this table. */
export const bookingTransitions: readonly Transition[] = [
  { step: 'submitBooking', from: ['TENTATIVE'], to: 'APPROVED', by: 'USER' },
  { step: 'acceptBooking', from: ['REQUESTED'], to: 'APPROVED', by: 'PLATFORM' },
  { step: 'confirmBooking', from: ['PLATFORM_ACCEPTED'], to: 'APPROVED', by: 'UNIT' },
  { step: 'refuseBooking', from: ['REQUESTED', 'PLATFORM_ACCEPTED'], to: 'REFUSED', by: 'UNIT' },
  {
    step: 'cancelBooking',
    from: ['TENTATIVE', 'REQUESTED', 'PLATFORM_ACCEPTED', 'CONFIRMED'],
    to: 'CANCELLED',
    by: 'USER',
  },
  { step: 'startUse', from: ['CONFIRMED', 'IN_USE'], to: 'IN_USE', by: 'UNIT' },
  { step: 'closeWorkOrder', from: ['IN_USE'], to: 'COMPLETED', by: 'UNIT' },
  { step: 'reportNoShow', from: ['CONFIRMED'], to: 'NO_SHOW', by: 'UNIT' },
  { step: 'expireBooking', from: ['TENTATIVE'], to: 'EXPIRED', by: 'SYSTEM' },
];

const waitingFor: Readonly<Record<ApprovalStep, BookingState>> = { PLATFORM: 'REQUESTED', UNIT: 'PLATFORM_ACCEPTED' };

const order: readonly ApprovalStep[] = ['PLATFORM', 'UNIT'];

/** The state in which a booking waits for the first of the open approvals; `CONFIRMED` when none is open. */
export function stateAwaiting(open: readonly ApprovalStep[]): BookingState {
  const next = order.find((step) => open.includes(step));
  return next ? waitingFor[next] : 'CONFIRMED';
}

/** Approvals that are open after the one that `state` waits for was given. */
export function approvalsAfter(state: BookingState, open: readonly ApprovalStep[]): ApprovalStep[] {
  return open.filter((step) => waitingFor[step] !== state);
}

/** The table's answer: where `step` leads from `state`, or null when it is not possible. */
export function afterStep(state: BookingState, step: string, open: readonly ApprovalStep[]): BookingState | null {
  const line = bookingTransitions.find((row) => row.step === step && row.from.includes(state));
  if (!line) return null;
  return line.to === 'APPROVED' ? stateAwaiting(approvalsAfter(state, open)) : line.to;
}

export function possibleSteps(state: BookingState): string[] {
  return bookingTransitions.filter((row) => row.from.includes(state)).map((row) => row.step);
}

/** States in which a booking keeps its time of the calendar from others. */
export const OCCUPYING: readonly BookingState[] = [
  'TENTATIVE',
  'REQUESTED',
  'PLATFORM_ACCEPTED',
  'CONFIRMED',
  'IN_USE',
  'COMPLETED',
];

/** States in which something is still to come: what "open bookings" counts. */
export const OPEN_STATES: readonly BookingState[] = [
  'TENTATIVE',
  'REQUESTED',
  'PLATFORM_ACCEPTED',
  'CONFIRMED',
  'IN_USE',
];
