import type { Page } from 'playwright-core';

/** A time of one day as the week calendar names it: `3月6日`, `09:00`, `11:30`. */
export interface WeekTime {
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

/** Marks a time in the week calendar as a hand does: press on the first field, move to the last, let go. */
export async function dragInWeek(page: Page, { day, from, to }: WeekTime): Promise<void> {
  const first = page.getByRole('gridcell', { name: new RegExp(`${day}（.+）${from}–`) });
  const last = page.getByRole('gridcell', { name: new RegExp(`${day}（.+）.+–${to}，`) });
  await last.scrollIntoViewIfNeeded();
  await first.hover();
  await page.mouse.down();
  await last.hover();
  await page.mouse.up();
}
