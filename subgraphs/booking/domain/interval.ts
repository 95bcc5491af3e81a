/** A half-open stretch of time `[start, end)` between two UTC instants. */
export interface Interval {
  readonly start: Date;
  readonly end: Date;
}

const minute = 60_000;

/** Length in minutes; callers keep instants on whole minutes (`toMinute`). */
export function minutesOf(interval: Interval): number {
  return Math.round((interval.end.getTime() - interval.start.getTime()) / minute);
}

export function addMinutes(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * minute);
}

/** The instant cut to its whole minute: usage and bookings are kept in minutes. */
export function toMinute(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / minute) * minute);
}

/** Half-open: intervals that only touch do not overlap. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.start < b.end && b.start < a.end;
}

export function contains(outer: Interval, inner: Interval): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function intersection(a: Interval, b: Interval): Interval | null {
  const start = later(a.start, b.start);
  const end = earlier(a.end, b.end);
  return start < end ? { start, end } : null;
}

export function earlier(a: Date, b: Date): Date {
  return new Date(Math.min(a.getTime(), b.getTime()));
}

export function later(a: Date, b: Date): Date {
  return new Date(Math.max(a.getTime(), b.getTime()));
}

/** The same time as few disjoint intervals in order; those that touch become one. Cost: one sort. */
export function merged(intervals: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const next of byStart(intervals)) {
    const last = result.at(-1);
    if (!last || next.start > last.end) result.push(next);
    else if (next.end > last.end) result[result.length - 1] = { start: last.start, end: next.end };
  }
  return result;
}

/** What is left of `from` without `taken`. */
export function without(from: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const holes = merged(taken);
  return merged(from).flatMap((whole) => cut(whole, holes));
}

function cut(whole: Interval, holes: readonly Interval[]): Interval[] {
  const rest: Interval[] = [];
  let start = whole.start;
  for (const hole of holes) {
    if (hole.end <= start || hole.start >= whole.end) continue;
    if (hole.start > start) rest.push({ start, end: hole.start });
    start = hole.end;
  }
  if (start < whole.end) rest.push({ start, end: whole.end });
  return rest;
}

/** Times at which at least `level` of the intervals run at once. Cost: one sort of 2n instants. */
export function atLeast(level: number, intervals: readonly Interval[]): Interval[] {
  const steps = intervals
    .flatMap(({ start, end }) => [
      { at: start.getTime(), by: 1 },
      { at: end.getTime(), by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  const result: Interval[] = [];
  let running = 0;
  let since = 0;
  for (const { at, by } of steps) {
    if (by > 0 && running === level - 1) since = at;
    if (by < 0 && running === level && at > since) result.push({ start: new Date(since), end: new Date(at) });
    running += by;
  }
  return merged(result);
}

/** Longer at its end by so many minutes: the turnaround that follows a use. */
export function lengthened(interval: Interval, minutes: number): Interval {
  return minutes === 0 ? interval : { start: interval.start, end: addMinutes(interval.end, minutes) };
}

function byStart(intervals: readonly Interval[]): Interval[] {
  return intervals.toSorted((a, b) => a.start.getTime() - b.start.getTime());
}
