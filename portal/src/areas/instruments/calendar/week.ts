import { addDays, clock, instantOf, minutesOfClock, wallTimeOf } from '../../../parts/zone.ts';

/** A half-open interval of instants (RFC 3339). */
export interface Span {
  readonly start: string;
  readonly end: string;
}

export type CellState = 'free' | 'busy' | 'closed' | 'past' | 'mine';

/** One field of the week: a stretch of one day. */
export interface Cell extends Span {
  readonly day: number;
  readonly row: number;
  readonly state: CellState;
}

/** The rows and days that a week shows. */
export interface Raster {
  /** Local days, left to right. */
  readonly dates: readonly string[];
  /** Minutes after midnight at which the rows begin. */
  readonly rows: readonly number[];
  readonly rowMinutes: number;
  readonly zone: string;
}

export interface WeekRules {
  readonly granularityMinutes: number;
  readonly openingHours: readonly { readonly opens: string; readonly closes: string }[];
}

export interface WeekFacts {
  readonly free: readonly Span[];
  readonly busy: readonly Span[];
  readonly mine: readonly Span[];
}

const DAY_MINUTES = 24 * 60;
/** A row is no lower than a finger can meet: at least half an hour, in steps of the instrument's rule. */
const LEAST_ROW_MINUTES = 30;
const USUAL_HOURS = { from: 8 * 60, to: 20 * 60 } as const;

/** Row height in minutes for a granularity. */
export function rowMinutesFor(granularityMinutes: number): number {
  return Math.min(DAY_MINUTES, Math.ceil(LEAST_ROW_MINUTES / granularityMinutes) * granularityMinutes);
}

/** The raster of `days` days from `date`: the hours in which the instrument is ever open, or, where nobody tells the rules, those in which it is free. */
export function rasterOf(
  date: string,
  days: number,
  zone: string,
  rules: WeekRules | null,
  free: readonly Span[],
): Raster {
  const rowMinutes = rowMinutesFor(rules?.granularityMinutes ?? LEAST_ROW_MINUTES);
  const { from, to } = rules ? openHours(rules) : hoursOf(free, zone);
  const first = Math.floor(from / rowMinutes) * rowMinutes;
  const rows: number[] = [];
  for (let minutes = first; minutes < to; minutes += rowMinutes) rows.push(minutes);
  return { dates: Array.from({ length: days }, (_, index) => addDays(date, index)), rows, rowMinutes, zone };
}

function openHours({ openingHours }: WeekRules): { from: number; to: number } {
  if (openingHours.length === 0) return USUAL_HOURS;
  return {
    from: Math.min(...openingHours.map(({ opens }) => minutesOfClock(opens))),
    to: Math.max(...openingHours.map(({ closes }) => minutesOfClock(closes) || DAY_MINUTES)),
  };
}

function hoursOf(free: readonly Span[], zone: string): { from: number; to: number } {
  let { from, to }: { from: number; to: number } = USUAL_HOURS;
  for (const { start, end } of free) {
    const opens = wallTimeOf(start, zone);
    const closes = wallTimeOf(end, zone);
    from = Math.min(from, opens.minutes);
    to = opens.date === closes.date ? Math.max(to, closes.minutes) : DAY_MINUTES;
  }
  return { from, to };
}

/** The fields of a raster by day, then row. */
export function cellsOf(raster: Raster, facts: WeekFacts, now: Date): readonly (readonly Cell[])[] {
  const { dates, rows, rowMinutes, zone } = raster;
  return dates.map((date, day) =>
    rows.map((minutes, row) => {
      const start = instantOf({ date, minutes }, zone);
      const end = instantOf({ date, minutes: minutes + rowMinutes }, zone);
      return { day, row, start, end, state: stateOf({ start, end }, facts, now) };
    }),
  );
}

function stateOf(span: Span, { free, busy, mine }: WeekFacts, now: Date): CellState {
  if (mine.some((one) => overlaps(one, span))) return 'mine';
  if (Date.parse(span.start) < now.getTime()) return 'past';
  if (free.some((one) => contains(one, span))) return 'free';
  return busy.some((one) => overlaps(one, span)) ? 'busy' : 'closed';
}

export function overlaps(one: Span, other: Span): boolean {
  return Date.parse(one.start) < Date.parse(other.end) && Date.parse(other.start) < Date.parse(one.end);
}

function contains(outer: Span, inner: Span): boolean {
  return Date.parse(outer.start) <= Date.parse(inner.start) && Date.parse(inner.end) <= Date.parse(outer.end);
}

/** The first free spans of so many minutes, at most `count`, each within one free interval; the one that could begin now begins at the next full step. */
export function nextFree(
  free: readonly Span[],
  { minutes, step, count }: { readonly minutes: number; readonly step: number; readonly count: number },
  now: Date,
): readonly Span[] {
  const stepMs = step * 60_000;
  const soonest = Math.ceil(now.getTime() / stepMs) * stepMs;
  const found: Span[] = [];
  for (const { start, end } of free) {
    const begin = Math.max(Date.parse(start), soonest);
    if (begin + minutes * 60_000 > Date.parse(end)) continue;
    found.push({ start: new Date(begin).toISOString(), end: new Date(begin + minutes * 60_000).toISOString() });
    if (found.length === count) break;
  }
  return found;
}

/** `09:00–10:30` on the wall clock of a zone, with the day of the end when it is another. */
export function clockRange({ start, end }: Span, zone: string): string {
  const from = wallTimeOf(start, zone);
  const to = wallTimeOf(end, zone);
  const sameDay = from.date === to.date;
  const endsAtMidnight = !sameDay && to.minutes === 0 && to.date === addDays(from.date, 1);
  const ends = endsAtMidnight ? clock(DAY_MINUTES) : clock(to.minutes);
  return `${clock(from.minutes)}–${sameDay || endsAtMidnight ? '' : `${to.date} `}${ends}`;
}
