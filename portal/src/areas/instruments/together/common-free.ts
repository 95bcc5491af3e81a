import type { Span } from '../calendar/week.ts';

/** The stretches in which all are free, in order of time; each list is in order and free of overlaps. */
export function commonFree(lists: readonly (readonly Span[])[]): readonly Span[] {
  const [first, ...others] = lists;
  if (!first) return [];
  return others.reduce<readonly Span[]>((common, list) => common.flatMap((one) => overlapsWith(one, list)), first);
}

function overlapsWith(one: Span, list: readonly Span[]): readonly Span[] {
  return list.flatMap(({ start, end }) => {
    const from = Math.max(Date.parse(one.start), Date.parse(start));
    const to = Math.min(Date.parse(one.end), Date.parse(end));
    return from < to ? [{ start: new Date(from).toISOString(), end: new Date(to).toISOString() }] : [];
  });
}

/** Does a free stretch hold all of a time? */
export function isFreeIn(free: readonly Span[], wanted: Span): boolean {
  return free.some(
    ({ start, end }) => Date.parse(start) <= Date.parse(wanted.start) && Date.parse(wanted.end) <= Date.parse(end),
  );
}
