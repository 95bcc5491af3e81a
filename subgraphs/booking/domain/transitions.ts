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

/** One line of the transition table: from which states a step leads where. `APPROVED` stands for what approval is still open, `MOVED` for the state it was in, or the first approval again. */
export interface Transition {
  readonly step: string;
  readonly from: readonly BookingState[];
  readonly to: BookingState | 'APPROVED' | 'MOVED';
  readonly by: 'USER' | 'PLATFORM' | 'UNIT' | 'SYSTEM';
  /** Past participle of the event that tells it: `booking.confirmed`. */
  readonly event: string;
  /** Who gets a notice: the user, the owning unit's administrators. */
  readonly tells: readonly ('USER' | 'UNIT')[];
}

/** The life of a booking. The picture in docs/booking.md is drawn from this table. */
export const bookingTransitions: readonly Transition[] = [
  { step: 'submitBooking', from: ['TENTATIVE'], to: 'APPROVED', by: 'USER', event: 'requested', tells: [] },
  { step: 'acceptBooking', from: ['REQUESTED'], to: 'APPROVED', by: 'PLATFORM', event: 'accepted', tells: ['UNIT'] },
  {
    step: 'confirmBooking',
    from: ['PLATFORM_ACCEPTED'],
    to: 'APPROVED',
    by: 'UNIT',
    event: 'confirmed',
    tells: ['USER', 'UNIT'],
  },
  {
    step: 'refuseBooking',
    from: ['REQUESTED', 'PLATFORM_ACCEPTED'],
    to: 'REFUSED',
    by: 'UNIT',
    event: 'refused',
    tells: ['USER'],
  },
  {
    step: 'cancelBooking',
    from: ['TENTATIVE', 'REQUESTED', 'PLATFORM_ACCEPTED', 'CONFIRMED'],
    to: 'CANCELLED',
    by: 'USER',
    event: 'cancelled',
    tells: ['USER', 'UNIT'],
  },
  {
    step: 'moveBooking',
    from: ['TENTATIVE', 'REQUESTED', 'PLATFORM_ACCEPTED', 'CONFIRMED', 'IN_USE'],
    to: 'MOVED',
    by: 'USER',
    event: 'moved',
    tells: ['USER', 'UNIT'],
  },
  { step: 'startUse', from: ['CONFIRMED', 'IN_USE'], to: 'IN_USE', by: 'UNIT', event: 'started', tells: [] },
  { step: 'closeWorkOrder', from: ['IN_USE'], to: 'COMPLETED', by: 'UNIT', event: 'closed', tells: ['USER'] },
  { step: 'reportNoShow', from: ['CONFIRMED'], to: 'NO_SHOW', by: 'UNIT', event: 'missed', tells: ['USER'] },
  { step: 'expireBooking', from: ['TENTATIVE'], to: 'EXPIRED', by: 'SYSTEM', event: 'expired', tells: ['USER'] },
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

/** The line by which `step` is possible from `state`, or null. */
export function transitionOf(state: BookingState, step: string): Transition | null {
  return bookingTransitions.find((row) => row.step === step && row.from.includes(state)) ?? null;
}

/** Where a transition leads from `state` with these approvals open, and which are open after it. */
export function outcomeOf(
  line: Transition,
  state: BookingState,
  open: readonly ApprovalStep[],
): { state: BookingState; open: ApprovalStep[] } {
  const left = approvalsAfter(state, open);
  if (line.to === 'APPROVED') return { state: stateAwaiting(left), open: left };
  return { state: line.to === 'MOVED' ? state : line.to, open: [...open] };
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
