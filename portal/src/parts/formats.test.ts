import { describe, expect, it } from 'vitest';
import { ago, day, hours, instant, money, span, time } from './formats.ts';

const ZONE = 'Asia/Shanghai';

describe('formats', () => {
  it('shows fen as yuan with two places', () => {
    expect(money(0)).toBe('¥0.00');
    expect(money(5)).toBe('¥0.05');
    expect(money(123_456_789)).toBe('¥1,234,567.89');
    expect(money(-1_050)).toBe('−¥10.50');
  });

  it('shows minutes as hours and minutes', () => {
    expect(hours(0, 'zh')).toBe('0 分');
    expect(hours(95, 'zh')).toBe('1 小时 35 分');
    expect(hours(120, 'en')).toBe('2 h');
    expect(hours(84_000, 'en')).toBe('1,400 h');
    expect(hours(-30, 'en')).toBe('−30 min');
  });

  it('shows instants on the clocks of the zone', () => {
    expect(instant('2026-07-19T17:30:00.000Z', ZONE, 'zh')).toBe('2026年7月20日 01:30');
    expect(time('2026-07-19T16:00:00.000Z', ZONE)).toBe('00:00');
    expect(day('2026-07-20', 'America/New_York', 'en')).toBe('20 Jul 2026');
  });

  it('names the day of a span once when both ends lie on it', () => {
    expect(span('2026-07-20T01:00:00Z', '2026-07-20T03:00:00Z', ZONE, 'zh')).toBe('2026年7月20日 09:00–11:00');
    expect(span('2026-07-20T01:00:00Z', '2026-07-21T03:00:00Z', ZONE, 'zh')).toBe(
      '2026年7月20日 09:00–2026年7月21日 11:00',
    );
  });

  it('says how long ago in the largest unit that fits', () => {
    const now = Date.parse('2026-07-20T12:00:00Z');
    expect(ago('2026-07-20T08:30:00Z', now, 'zh')).toBe('3小时前');
    expect(ago('2026-07-18T08:30:00Z', now, 'en')).toBe('2 days ago');
    expect(ago('2026-07-20T11:59:30Z', now, 'zh')).toBe('刚刚');
  });
});
