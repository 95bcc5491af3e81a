import { instantAt, minuteOfDay } from './local-time.ts';
import type { UsageClass } from './usage.ts';

/** One line of an instrument's log, read. */
export interface LogLine {
  readonly row: number;
  readonly start: Date;
  readonly end: Date;
  readonly usageClass: UsageClass;
  readonly userUnitId: string | null;
  readonly samples: number;
}

export interface LineProblem {
  readonly row: number;
  readonly field: string;
  readonly reason: string;
}

const classes: readonly UsageClass[] = ['START_UP', 'TEST', 'POST_PROCESSING', 'TEACHING', 'TRAINING', 'MAINTENANCE'];

/** Reads the cells of one line; a line that is wrong gives its problems instead. Times without an offset are wall times of `zone`. */
export function readLine(row: number, cells: Readonly<Record<string, string>>, zone: string): LogLine | LineProblem[] {
  const start = instantOf(cells.start ?? '', zone);
  const end = instantOf(cells.end ?? '', zone);
  const usageClass = classes.find((one) => one === (cells.class?.trim() || 'TEST'));
  const samples = Number(cells.samples?.trim() || '0');
  const problems = [
    ...(start ? [] : [{ row, field: 'start', reason: 'not a time' }]),
    ...(end ? [] : [{ row, field: 'end', reason: 'not a time' }]),
    ...(usageClass ? [] : [{ row, field: 'class', reason: `not one of ${classes.join(', ')}` }]),
    ...(Number.isInteger(samples) && samples >= 0
      ? []
      : [{ row, field: 'samples', reason: 'not a number of samples' }]),
  ];
  if (!start || !end || !usageClass || problems.length > 0) return problems;
  return { row, start, end, usageClass, samples, userUnitId: cells.userUnitId?.trim() || null };
}

/** RFC 3339, or local `YYYY-MM-DD HH:MM[:SS]`, cut to whole minutes; null when it is neither. */
export function instantOf(text: string, zone: string): Date | null {
  const local = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2}(\.\d+)?)?$/.exec(text.trim());
  const [, date = '', time = ''] = local ?? [];
  const instant = local ? instantAt(date, minuteOfDay(time), zone) : new Date(text.trim());
  if (Number.isNaN(instant.getTime()) || (!local && !/(Z|[+-]\d{2}:?\d{2})$/.test(text.trim()))) return null;
  return new Date(Math.floor(instant.getTime() / 60_000) * 60_000);
}
