import { instantOf, minutesOfClock } from '../../parts/zone.ts';
import type { UsageClass } from './generated.ts';

export const USAGE_CLASSES: readonly UsageClass[] = [
  'TEST',
  'START_UP',
  'POST_PROCESSING',
  'TEACHING',
  'TRAINING',
  'MAINTENANCE',
];

/** One line of the weekly entry, as typed. Times are on the clocks of the platform's zone. */
export interface HourRow {
  readonly key: string;
  readonly instrumentId: string | undefined;
  readonly date: string;
  readonly from: string;
  readonly to: string;
  readonly usageClass: UsageClass;
  readonly samples: number;
}

export function emptyRow(date: string): HourRow {
  return { key: crypto.randomUUID(), instrumentId: undefined, date, from: '', to: '', usageClass: 'TEST', samples: 0 };
}

/** What keeps a row from being sent. */
export function problemOf(row: HourRow): 'instrument' | 'time' | 'order' | undefined {
  if (!row.instrumentId) return 'instrument';
  const [from, to] = [minutesOfClock(row.from), minutesOfClock(row.to)];
  if (row.date === '' || Number.isNaN(from) || Number.isNaN(to)) return 'time';
  return from === to ? 'order' : undefined;
}

const DAY = 24 * 60;

/** The row as the graph takes it. An end before the start lies on the next day. */
export function entryOf(row: HourRow, zone: string) {
  const [from, to] = [minutesOfClock(row.from), minutesOfClock(row.to)];
  return {
    instrumentId: row.instrumentId ?? '',
    start: instantOf({ date: row.date, minutes: from }, zone),
    end: instantOf({ date: row.date, minutes: to < from ? to + DAY : to }, zone),
    usageClass: row.usageClass,
    samples: row.samples,
  };
}
