import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { labInstruments } from './records-bookings.ts';
import type { Session } from './session.ts';
import { dragInWeek } from './week.ts';

const SLOT = { day: '3月6日', from: '09:00', to: '11:30' } as const;

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal();
});
afterAll(() => world?.close());

/** Opens the instrument, marks the time, and fills in the dialog without sending it. */
async function wishFor({ page, settled }: Session, instrumentId: string, purpose: string): Promise<void> {
  await page.goto(`${world.origin('mdj')}/instruments/${encodeURIComponent(instrumentId)}`);
  await settled();
  await dragInWeek(page, SLOT);
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.getByLabel('开始').inputValue()).toBe('09:00');
  expect(await dialog.getByLabel('结束').inputValue()).toBe('11:30');
  await dialog.getByLabel('用途').fill(purpose);
}

test('two people drag the same time: the second is refused and takes a free one with a click', async () => {
  const [instrument] = await labInstruments(world);
  const [first, second] = [await openAs(world, 'researcher'), await openAs(world, 'researcher2')];
  await wishFor(first, instrument!.id, '先到');
  await wishFor(second, instrument!.id, '后到');

  await first.page.getByRole('dialog').getByRole('button', { name: '预约', exact: true }).click();
  await first.page.getByRole('status').filter({ hasText: '已提交' }).waitFor();

  const dialog = second.page.getByRole('dialog');
  await dialog.getByRole('button', { name: '预约', exact: true }).click();
  const refusal = dialog.getByRole('alert');
  await refusal.getByText('这段时间刚被占用').waitFor();
  const offers = refusal.getByRole('group', { name: '同样长的空闲时间' }).getByRole('button');
  await offers.first().waitFor();
  await offers.first().click();
  expect(await dialog.getByLabel('开始').inputValue()).not.toBe('09:00');
  await dialog.getByRole('button', { name: '预约', exact: true }).click();
  await second.page.getByRole('status').filter({ hasText: '已提交' }).waitFor();

  await first.page.reload();
  await first.settled();
  await first.page
    .getByRole('gridcell', { name: /3月6日（.+）09:00–.+，我的预约/ })
    .first()
    .waitFor();
});

test('the keyboard books as the mouse does', async () => {
  const [, instrument] = await labInstruments(world);
  const { page, settled } = await openAs(world, 'researcher');
  await page.goto(`${world.origin('mdj')}/instruments/${encodeURIComponent(instrument!.id)}`);
  await settled();
  await page.getByRole('gridcell', { name: /3月7日（.+）10:00–/ }).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('用途').fill('键盘预约');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: '预约', exact: true }).press('Enter');
  await page.getByRole('status').filter({ hasText: '已提交' }).waitFor();
});

test('a series says what it would meet before it is booked; who comes later waits for the day', async () => {
  const [, instrument] = await labInstruments(world);
  const slot = { day: '3月8日', from: '14:00', to: '15:00' } as const;
  const open = async (username: string) => {
    const session = await openAs(world, username);
    await session.page.goto(`${world.origin('mdj')}/instruments/${encodeURIComponent(instrument!.id)}`);
    await session.settled();
    await dragInWeek(session.page, slot);
    return { page: session.page, dialog: session.page.getByRole('dialog') };
  };
  const { page, dialog } = await open('researcher');
  await dialog.getByLabel('用途').fill('每周一次');
  await dialog.getByLabel('重复预约').check();
  await dialog.getByLabel('直到（含）').fill('2013-03-22');
  await dialog.getByRole('button', { name: '预览冲突' }).click();
  await dialog.getByText('可预约 3 次，0 次约不到').waitFor();
  await dialog.getByRole('button', { name: '预约全部' }).click();
  await page.getByRole('status').filter({ hasText: '已预约 3 次' }).waitFor();

  const later = await open('researcher2');
  await later.dialog.getByLabel('用途').fill('同一时间');
  await later.dialog.getByRole('button', { name: '预约', exact: true }).click();
  await later.dialog.getByRole('button', { name: '加入当日候补' }).click();
  await later.dialog.getByRole('status').filter({ hasText: '已加入候补' }).waitFor();
  await later.page.goto(`${world.origin('mdj')}/my/waitlist`);
  await later.page.getByRole('link', { name: instrument!.name }).waitFor();
});
