import { clock, instantOf, minutesOfClock, wallTimeOf } from '../../parts/zone.ts';
import type { LabUsageRecordFragment, UsageClass } from './generated.ts';

/** What is right, as typed on the clocks of the platform's zone. */
export interface CorrectionValues {
  readonly takesBack: boolean;
  readonly date: string;
  readonly from: string;
  readonly to: string;
  readonly usageClass: UsageClass;
  readonly reason: string;
}

const DAY = 24 * 60;
const MINUTE_MS = 60_000;

/** The record's own times, to be changed. */
export function recordedValues(record: LabUsageRecordFragment, zone: string): Omit<CorrectionValues, 'reason'> {
  const start = wallTimeOf(record.start, zone);
  const length = record.end ? Math.round((Date.parse(record.end) - Date.parse(record.start)) / MINUTE_MS) : 0;
  return {
    takesBack: false,
    date: start.date,
    from: clock(start.minutes),
    to: clock((start.minutes + length) % DAY),
    usageClass: record.usageClass,
  };
}

/** The correction as the graph takes it: neither time when the record is only taken back. An end before the start lies on the next day. */
export function correctionInput(values: CorrectionValues, zone: string) {
  const { takesBack, date, from, to, usageClass, reason } = values;
  if (takesBack) return { reason };
  const [start, end] = [minutesOfClock(from), minutesOfClock(to)];
  return {
    start: instantOf({ date, minutes: start }, zone),
    end: instantOf({ date, minutes: end <= start ? end + DAY : end }, zone),
    usageClass,
    reason,
  };
}
