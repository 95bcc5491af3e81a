import type { ClientSession, Model } from 'mongoose';
import { createCollections, defineModel } from '../define-model.ts';
import type { DeliveredEvent } from '../events/types.ts';
import type { Kernel, Tx } from '../types.ts';
import type { SpecialDay, WorkingCalendar } from './working-days.ts';

interface HolidayRow {
  readonly _id: string;
  readonly kind: SpecialDay;
}

/** What `holidays.published` carries: all special days of one year. */
export interface PublishedHolidays {
  readonly year: number;
  readonly days: readonly { readonly date: string; readonly kind: SpecialDay }[];
}

/** The event that tells a year's holidays to the rooms that reckon in working days. */
export const HOLIDAYS_PUBLISHED = 'holidays.published';

/** A room's own copy of the published holidays, `<room>_holidays`, and the calendar by them. */
export class HolidayProjection {
  readonly #kernel: Kernel;
  readonly #days: Model<HolidayRow>;

  constructor(kernel: Kernel, room: string) {
    this.#kernel = kernel;
    this.#days = defineModel<HolidayRow>(kernel.connection, `${room}_holidays`, { kind: String });
    kernel.consume({
      name: `${room}.holidays`,
      types: [HOLIDAYS_PUBLISHED],
      handle: (event, tx) => this.#keep(event, tx),
    });
  }

  async open(): Promise<this> {
    await createCollections([this.#days]);
    return this;
  }

  /** The calendar as it is known now. Cost: one read of at most some forty days a year. */
  async calendar(session?: ClientSession): Promise<WorkingCalendar> {
    const { clock, platform } = this.#kernel;
    const lastYear = clock.now().getUTCFullYear() - 1;
    const rows = await this.#days
      .find({ _id: { $gte: `${lastYear}-01-01` } })
      .session(session ?? null)
      .lean<HolidayRow[]>();
    return { timeZone: platform.timeZone, special: new Map(rows.map(({ _id, kind }) => [_id, kind])) };
  }

  async #keep({ payload }: DeliveredEvent, { session }: Tx): Promise<void> {
    const { year, days } = payload as unknown as PublishedHolidays;
    await this.#days.deleteMany({ _id: { $gte: `${year}-01-01`, $lte: `${year}-12-31` } }, { session });
    const rows = days.map(({ date, kind }): HolidayRow => ({ _id: date, kind }));
    if (rows.length > 0) await this.#days.insertMany(rows, { session });
  }
}
