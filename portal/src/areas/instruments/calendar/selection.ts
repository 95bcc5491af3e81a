import type { Cell, Span } from './week.ts';

/** What is marked: fields of one day from the one where it began to the one that was reached last. */
export interface Selection {
  readonly day: number;
  readonly anchor: number;
  readonly head: number;
}

/** Where the keyboard stands in the grid. */
export interface Place {
  readonly day: number;
  readonly row: number;
}

export interface GridSize {
  readonly days: number;
  readonly rows: number;
}

const MOVES: Readonly<Record<string, (place: Place, size: GridSize) => Place>> = {
  ArrowUp: ({ day, row }) => ({ day, row: row - 1 }),
  ArrowDown: ({ day, row }) => ({ day, row: row + 1 }),
  ArrowLeft: ({ day, row }) => ({ day: day - 1, row }),
  ArrowRight: ({ day, row }) => ({ day: day + 1, row }),
  Home: ({ row }) => ({ day: 0, row }),
  End: ({ row }, { days }) => ({ day: days - 1, row }),
};

/** Where a key leads; null for a key that does not move. Stays within the grid. */
export function moved(key: string, place: Place, size: GridSize): Place | null {
  const move = MOVES[key];
  if (!move) return null;
  const { day, row } = move(place, size);
  return { day: clamp(day, size.days), row: clamp(row, size.rows) };
}

const clamp = (value: number, length: number): number => Math.max(0, Math.min(length - 1, value));

/** The selection that reaches to `row` of its own day. */
export function extended(selection: Selection, row: number): Selection {
  return { ...selection, head: row };
}

/** Is a field marked? */
export function includes({ day, anchor, head }: Selection, place: Place): boolean {
  return place.day === day && place.row >= Math.min(anchor, head) && place.row <= Math.max(anchor, head);
}

/** The time that is marked; null when the fields are no longer there. */
export function spanOf({ day, anchor, head }: Selection, cells: readonly (readonly Cell[])[]): Span | null {
  const first = cells[day]?.[Math.min(anchor, head)];
  const last = cells[day]?.[Math.max(anchor, head)];
  return first && last ? { start: first.start, end: last.end } : null;
}

/** A span made as long as the instrument's shortest booking, so that one field can be booked with one click. */
export function atLeast(span: Span, minutes: number): Span {
  const least = Date.parse(span.start) + minutes * 60_000;
  return Date.parse(span.end) >= least ? span : { start: span.start, end: new Date(least).toISOString() };
}
