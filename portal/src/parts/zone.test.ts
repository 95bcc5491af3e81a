import { expect, it } from 'vitest';
import { dayBounds } from './zone.ts';

it('gives the day of a zone, also when its clocks change', () => {
  expect(dayBounds('2026-07-20', 'Asia/Shanghai')).toEqual({
    from: '2026-07-19T16:00:00.000Z',
    to: '2026-07-20T16:00:00.000Z',
  });
  expect(dayBounds('2026-03-29', 'Europe/Berlin')).toEqual({
    from: '2026-03-28T23:00:00.000Z',
    to: '2026-03-29T22:00:00.000Z',
  });
});
