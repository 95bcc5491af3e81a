import { HOLIDAYS_PUBLISHED } from '../../../kernel/calendar/holiday-projection.ts';
import type { Caller } from '../../../kernel/caller.ts';
import { refuseProblems } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import type { HolidayRow } from '../models.ts';
import { type BookingRoom, command } from './room.ts';

export interface HolidayInput {
  readonly date: string;
  readonly kind: 'HOLIDAY' | 'WORKING_DAY';
  readonly name: string;
}

export interface HolidaysSuccess {
  readonly __typename: string;
  readonly year: number;
}

const yearRange = (year: number) => ({ _id: { $gte: `${year}-01-01`, $lte: `${year}-12-31` } });

/** Replaces the special days of a year by those published (国务院办公厅 publishes them each autumn): data, never code. */
export function setHolidays(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly year: number; readonly days: readonly HolidayInput[] },
): Promise<HolidaysSuccess | RefusalValue> {
  return command(room, caller, 'setHolidays', input, async (tx) => {
    const outside = input.days.findIndex(({ date }) => !date.startsWith(`${input.year}-`));
    const twice = new Set(input.days.map(({ date }) => date)).size !== input.days.length;
    refuseProblems(caller, [
      outside < 0 ? null : { field: `days.${outside}.date`, text: { zh: '不属于该年度。', en: 'Not of that year.' } },
      twice ? { field: 'days', text: { zh: '日期重复。', en: 'A day is named twice.' } } : null,
    ]);
    await room.models.holidays.deleteMany(yearRange(input.year), { session: tx.session });
    const rows = input.days.map(({ date, kind, name }): HolidayRow => ({ _id: date, kind, name }));
    if (rows.length > 0) await room.models.holidays.insertMany(rows, { session: tx.session });
    const recordId = `${room.kernel.platform.id}:holidays:${input.year}`;
    tx.audit({ action: 'setHolidays', recordId, after: { days: rows.length } });
    const days = input.days.map(({ date, kind }) => ({ date, kind }));
    const payload = { year: input.year, days };
    tx.emit({ type: HOLIDAYS_PUBLISHED, recordId, version: tx.now.getTime(), payload });
    return { __typename: 'SetHolidaysSuccess', year: input.year };
  });
}

export function holidaysOf(room: BookingRoom, year: number): Promise<HolidayRow[]> {
  return room.models.holidays.find(yearRange(year)).sort({ _id: 1 }).lean<HolidayRow[]>();
}
