import { expect, test } from 'vitest';
import { timeLeft } from './time-left.ts';

test('counts down to the second, and is over after it', () => {
  const until = '2026-11-23T10:00:00.000Z';
  expect(timeLeft(until, Date.parse('2026-11-22T09:59:58.500Z'))).toBe('24:00:01');
  expect(timeLeft(until, Date.parse('2026-11-23T09:58:55.000Z'))).toBe('00:01:05');
  expect(timeLeft(until, Date.parse(until))).toBe('00:00:00');
  expect(timeLeft(until, Date.parse('2026-11-23T10:00:00.001Z'))).toBeNull();
});
