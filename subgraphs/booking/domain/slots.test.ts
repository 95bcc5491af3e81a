import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMinutes, type Interval } from './interval.ts';
import { type BookingPolicy, defaultPolicy, policyProblems } from './policy.ts';
import { freeIntervals, isTaken, nextFreeSlots } from './slots.ts';

const policy: BookingPolicy = { ...defaultPolicy('Asia/Shanghai'), turnaroundMinutes: 15 };
const local = (time: string): Date => new Date(`2026-03-02T${time}:00+08:00`);
const span = (from: string, to: string): Interval => ({ start: local(from), end: local(to) });
const day = { start: local('00:00'), end: addMinutes(local('00:00'), 1440) };
const calendar = { policy, holidays: new Map(), outages: [] };

describe('slots', () => {
  test('turnaround keeps bookings apart on both sides', () => {
    const booked = [span('10:00', '11:00')];
    expect(isTaken(span('11:00', '12:00'), booked, policy)).toBe(true);
    expect(isTaken(span('11:15', '12:00'), booked, policy)).toBe(false);
    expect(isTaken(span('09:00', '10:00'), booked, policy)).toBe(true);
    expect(isTaken(span('09:00', '09:45'), booked, policy)).toBe(false);
  });

  test('a capacity of two takes two at once, not three', () => {
    const two = { ...policy, capacity: 2 };
    expect(isTaken(span('09:00', '12:00'), [span('09:00', '10:00'), span('11:00', '12:00')], two)).toBe(false);
    expect(isTaken(span('09:00', '12:00'), [span('09:00', '11:00'), span('10:30', '12:00')], two)).toBe(true);
  });

  test('the next free ones lie within opening hours, between bookings and clear of outages', () => {
    const state = { ...calendar, booked: [span('08:00', '10:00')], outages: [span('12:00', '18:00')] };
    expect(nextFreeSlots(state, day, 60, 3)).toEqual([span('10:15', '11:15'), span('18:00', '19:00')]);
  });

  test('whatever is offered as free is not taken', () => {
    const booking = fc
      .tuple(fc.integer({ min: 0, max: 48 }), fc.integer({ min: 1, max: 12 }))
      .map(([from, length]) => ({
        start: addMinutes(local('08:00'), from * 15),
        end: addMinutes(local('08:00'), (from + length) * 15),
      }));
    fc.assert(
      fc.property(fc.array(booking, { maxLength: 6 }), fc.integer({ min: 1, max: 3 }), (booked, capacity) => {
        const state = { ...calendar, booked, policy: { ...policy, capacity } };
        for (const slot of nextFreeSlots(state, day, 45, 20)) expect(isTaken(slot, booked, state.policy)).toBe(false);
        for (const free of freeIntervals(state, day)) expect(free.start < free.end).toBe(true);
      }),
    );
  });

  test('a policy that cannot work is refused field by field', () => {
    const bad = { ...policy, granularityMinutes: 7, capacity: 0, maximumMinutes: 10 };
    expect(policyProblems(bad).map(({ field }) => field)).toEqual(['maximumMinutes', 'granularityMinutes', 'capacity']);
    expect(policyProblems(policy)).toEqual([]);
  });
});
