import { describe, expect, test } from 'vitest';
import { remedyFor, remedyForAll } from './remedies.ts';

const at = (clock: string): string => new Date(`2026-11-23T${clock}:00+08:00`).toISOString();
const span = (from: string, to: string) => ({ start: at(from), end: at(to) });
const message = '';

describe('another time that keeps the rule', () => {
  test('of length and raster', () => {
    const wanted = span('09:05', '09:20');
    expect(remedyFor({ __typename: 'TooShort', message, minimumMinutes: 60 }, wanted)).toEqual(span('09:05', '10:05'));
    expect(remedyFor({ __typename: 'TooLong', message, maximumMinutes: 10 }, wanted)).toEqual(span('09:05', '09:15'));
    expect(remedyFor({ __typename: 'NotAligned', message, granularityMinutes: 30 }, wanted)).toEqual(
      span('09:00', '09:30'),
    );
  });

  test('of the earliest start, the end of an outage', () => {
    const wanted = span('09:00', '10:30');
    expect(remedyFor({ __typename: 'TooSoon', message, earliestStart: at('11:00') }, wanted)).toEqual(
      span('11:00', '12:30'),
    );
    expect(remedyFor({ __typename: 'OutOfService', message, from: at('08:00'), to: at('12:00') }, wanted)).toEqual(
      span('12:00', '13:30'),
    );
    expect(remedyFor({ __typename: 'OutOfService', message, from: at('08:00'), to: null }, wanted)).toBeNull();
  });

  test('within the hours in which it is open', () => {
    const open = [span('08:00', '12:00'), span('13:00', '20:00')];
    const closed = { __typename: 'ClosedThen', message, open } as const;
    expect(remedyFor(closed, span('11:00', '13:00'))).toEqual(span('10:00', '12:00'));
    expect(remedyFor(closed, span('05:00', '10:00'))).toEqual(span('13:00', '18:00'));
    expect(remedyFor({ ...closed, open: [] }, span('05:00', '10:00'))).toBeNull();
  });

  test('of all rules at once', () => {
    const broken = [
      { __typename: 'ClosedThen', message, open: [span('08:00', '12:00')] },
      { __typename: 'NotAligned', message, granularityMinutes: 30 },
      { __typename: 'TooShort', message, minimumMinutes: 60 },
      { __typename: 'NotQualified', message, qualification: 'SEM', level: 1 },
    ] as const;
    expect(remedyForAll(broken, span('05:05', '05:10'))).toEqual(span('08:00', '09:30'));
    expect(remedyForAll(broken.slice(3), span('09:00', '10:00'))).toBeNull();
  });

  test('is not offered where time does not help', () => {
    const wanted = span('09:00', '10:00');
    expect(remedyFor({ __typename: 'NotQualified', message, qualification: 'SEM', level: 1 }, wanted)).toBeNull();
  });
});
