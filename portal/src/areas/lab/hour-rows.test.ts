import { describe, expect, it } from 'vitest';
import { emptyRow, entryOf, problemOf } from './hour-rows.ts';

const row = { ...emptyRow('2026-07-20'), instrumentId: 'mdj:instrument:1', from: '09:00', to: '11:30' };

describe('a row of hours', () => {
  it('says what it lacks', () => {
    expect(problemOf(emptyRow('2026-07-20'))).toBe('instrument');
    expect(problemOf({ ...row, to: '' })).toBe('time');
    expect(problemOf({ ...row, to: '09:00' })).toBe('order');
    expect(problemOf(row)).toBeUndefined();
  });
  it('is sent as instants, over midnight as well', () => {
    expect(entryOf(row, 'Asia/Shanghai')).toMatchObject({
      start: '2026-07-20T01:00:00.000Z',
      end: '2026-07-20T03:30:00.000Z',
    });
    expect(entryOf({ ...row, from: '22:00', to: '01:00' }, 'Asia/Shanghai').end).toBe('2026-07-20T17:00:00.000Z');
  });
});
