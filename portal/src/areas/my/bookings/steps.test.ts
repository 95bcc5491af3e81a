import { expect, test } from 'vitest';
import { isLate, stepsOf } from './steps.ts';

test('steps of an own platform’s booking are those that the graph names; elsewhere the open states have them', () => {
  const own = { home: 'mdj', state: 'CONFIRMED', possible: ['cancelBooking', 'moveBooking'] } as const;
  expect(stepsOf(own, 'mdj')).toEqual({ mayCancel: true, mayMove: true, maySubmit: false });
  expect(stepsOf({ ...own, possible: [] }, 'mdj')).toEqual({ mayCancel: false, mayMove: false, maySubmit: false });
  const offer = { home: 'mdj', state: 'TENTATIVE', possible: ['submitBooking', 'cancelBooking'] } as const;
  expect(stepsOf(offer, 'mdj')).toEqual({ mayCancel: true, mayMove: false, maySubmit: true });
  const far = { home: 'hlj', state: 'REQUESTED', possible: [] } as const;
  expect(stepsOf(far, 'mdj')).toEqual({ mayCancel: true, mayMove: true, maySubmit: false });
  expect(stepsOf({ ...far, state: 'PENDING' }, 'mdj').mayCancel).toBe(false);
});

test('a cancellation is late within the rule’s minutes before the start', () => {
  const slot = { start: '2026-11-23T02:00:00.000Z', end: '2026-11-23T03:00:00.000Z' };
  const with60 = { granularityMinutes: 15, lateCancelMinutes: 60 };
  const at = (clock: string): Date => new Date(`2026-11-23T${clock}:00.000Z`);
  expect(isLate({ slot, instrument: { bookingPolicy: with60 } }, at('00:59'))).toBe(false);
  expect(isLate({ slot, instrument: { bookingPolicy: with60 } }, at('01:01'))).toBe(true);
  expect(isLate({ slot, instrument: { bookingPolicy: null } }, at('01:59'))).toBe(false);
});
