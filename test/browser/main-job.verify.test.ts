import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { PROVINCIAL_INSTRUMENT } from './seed-names.ts';
import type { Session } from './session.ts';
import { dragInWeek } from './week.ts';

/** Issue 3's main job, booking through remote authentication, by clicking. Wednesday, 2013-03-06. */
const SLOT = { day: '3月6日', from: '09:00', to: '11:30' } as const;
const PURPOSE = '石墨烯样品的物相分析';

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal();
});
afterAll(() => world?.close());

/** Moves both platforms' clocks to an instant; pages that are opened from then on follow. */
async function clockTo(instant: string, ...sessions: readonly Session[]): Promise<void> {
  const now = Date.now() + (await world.clockOffsetMs());
  await world.advance(Math.ceil((Date.parse(instant) - now) / 60_000));
  for (const session of sessions) await session.setClockOffset(await world.clockOffsetMs());
}

async function show({ page, settled }: Session, platform: string, path: string): Promise<void> {
  await page.goto(`${world.origin(platform)}${path}`);
  await settled();
}

/** Presses one of the controls that stand beside a booking of the researcher. */
async function press({ page }: Session, step: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${step}：陈思远`) }).click();
}

test('booked at mdj, accepted, confirmed, used and closed at hlj, free by the agreement, counted on both sides', async () => {
  const researcher = await openAs(world, 'researcher');
  await show(researcher, 'mdj', `/instruments/${encodeURIComponent(PROVINCIAL_INSTRUMENT)}`);
  await dragInWeek(researcher.page, SLOT);
  const dialog = researcher.page.getByRole('dialog');
  await dialog.getByLabel('用途').fill(PURPOSE);
  await dialog.getByRole('button', { name: '预约', exact: true }).click();
  await researcher.page.getByRole('status').filter({ hasText: '已提交' }).waitFor();
  await show(researcher, 'mdj', '/my/bookings');
  const mine = researcher.page
    .getByRole('main')
    .getByRole('link', { name: /扫描电子显微镜/ })
    .first();
  await mine.waitFor();

  await world.settle('hlj', 'mdj');
  const staff = await openAs(world, 'hlj-staff', 'hlj');
  await show(staff, 'hlj', '/lab/queue');
  await press(staff, '受理');
  await staff.page.getByText('本次已处理 1 项').waitFor();
  const unit = await openAs(world, 'hlj-unit', 'hlj');
  await show(unit, 'hlj', '/lab/queue');
  await press(unit, '确认');
  await unit.page.getByText('本次已处理 1 项').waitFor();

  const lab = await openAs(world, 'hlj-lab', 'hlj');
  await clockTo('2013-03-06T01:05:00.000Z', lab);
  await show(lab, 'hlj', '/lab');
  await press(lab, '开工作单');
  await lab.page.getByRole('dialog').getByRole('button', { name: '开工作单' }).click();
  await press(lab, '开始使用');
  await lab.page.getByRole('button', { name: /^结束使用：陈思远/ }).waitFor();
  await clockTo('2013-03-06T03:20:00.000Z', lab);
  await press(lab, '结束使用');
  await press(lab, '关闭工作单');
  const closing = lab.page.getByRole('dialog');
  await closing.getByLabel('结果说明').fill('衍射峰清晰');
  await closing.getByRole('button', { name: '关闭工作单' }).click();
  await lab.page.getByRole('main').getByText('已完成').waitFor();

  await world.settle('hlj', 'mdj', 'hlj', 'mdj');
  await researcher.setClockOffset(await world.clockOffsetMs());
  await show(researcher, 'mdj', '/my/bookings');
  await researcher.page.getByRole('button', { name: '已完成' }).click();
  await mine.click();
  await researcher.settled();
  const booking = researcher.page.getByRole('main');
  await booking.getByText('已完成').first().waitFor();
  const told = await booking.textContent();
  // 135 minutes, and the moments that the test itself took between the presses.
  expect(told).toMatch(/使用机时\s*2 小时 1[3-8] 分/);
  expect(told).toMatch(/应付\s*¥0\.00/);
});
