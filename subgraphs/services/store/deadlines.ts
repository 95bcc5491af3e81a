import { endAfterWorkingDays, workingDaysBetween } from '../../../kernel/calendar/working-days.ts';
import type { Tx } from '../../../kernel/types.ts';
import { type Deadlines, deadlinesAfter, isLate, NO_DEADLINES } from '../domain/deadlines.ts';
import { type Hold, lastingHold } from '../domain/holds.ts';
import type { TestRequestRow } from '../models.ts';
import type { ServicesRoom } from './room.ts';

/** The deadlines of a request after a step. Cost: one read of the calendar, and one of the items when the turnaround begins. */
export async function deadlinesFor(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  step: string,
  heldSince: Date | null = null,
): Promise<Deadlines> {
  const calendar = await room.holidays.calendar(tx.session);
  const workdays = {
    endAfter: (at: Date, count: number) => endAfterWorkingDays(calendar, at, count),
    between: (from: Date, to: Date) => workingDaysBetween(calendar, from, to),
  };
  const turnaroundDays = request.takenBy === null ? null : await turnaroundOf(room, tx, request);
  const facts = { mode: request.mode, turnaroundDays, heldSince };
  return deadlinesAfter(step, request.deadlines ?? NO_DEADLINES, facts, tx.now, workdays);
}

/** Of the accepted quote, else the longest of the items that do the test. */
async function turnaroundOf(room: ServicesRoom, tx: Tx, request: TestRequestRow): Promise<number | null> {
  const quoted = request.dispatches.find(({ unitId }) => unitId === request.takenBy)?.quote;
  if (quoted) return quoted.turnaroundDays;
  const items = await room.items.model
    .find({ _id: { $in: [...request.takenItemIds] } })
    .session(tx.session)
    .lean<{ turnaroundDays: number | null }[]>();
  const days = items.flatMap(({ turnaroundDays }) => turnaroundDays ?? []);
  return days.length > 0 ? Math.max(...days) : null;
}

/** Why work stands still now; null when it does not. */
export function onHold(request: TestRequestRow): Hold | null {
  return lastingHold(request.holds ?? []);
}

/** Is what a request waits for overdue? */
export function isRequestLate(room: ServicesRoom, request: TestRequestRow): boolean {
  const { state, mode } = request;
  const deadlines = request.deadlines ?? NO_DEADLINES;
  return isLate({ state, mode, deadlines }, onHold(request) !== null, room.kernel.clock.now());
}
