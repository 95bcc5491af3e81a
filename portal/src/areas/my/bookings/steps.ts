import type { MyBookingFragment } from '../generated.ts';

export type Own = MyBookingFragment;

const MINUTE_MS = 60_000;
/** States in which another platform's booking can still be given back or moved: its own steps are known there only. */
const OPEN_ELSEWHERE: ReadonlySet<string> = new Set(['REQUESTED', 'PLATFORM_ACCEPTED', 'CONFIRMED', 'TENTATIVE']);

/** What its user may do with a booking now. `here` is the platform that shows it. */
export function stepsOf(booking: Pick<Own, 'home' | 'state' | 'possible'>, here: string) {
  const isOpen = booking.home !== here && OPEN_ELSEWHERE.has(booking.state);
  const may = (step: string): boolean => isOpen || booking.possible.includes(step);
  return {
    mayCancel: may('cancelBooking'),
    mayMove: may('moveBooking'),
    maySubmit: booking.state === 'TENTATIVE' && booking.possible.includes('submitBooking'),
  };
}

/** Would a cancellation now count as missed? Unknown for another platform's instrument, which has no rule here: no. */
export function isLate(
  { slot, instrument }: Pick<Own, 'slot'> & { readonly instrument: Pick<Own['instrument'], 'bookingPolicy'> },
  now: Date,
): boolean {
  const minutes = instrument.bookingPolicy?.lateCancelMinutes ?? null;
  return minutes !== null && now.getTime() > Date.parse(slot.start) - minutes * MINUTE_MS;
}
