import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { creditCode, organisationCode } from '../../seed/codes.ts';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { PROVINCIAL_INSTRUMENT } from './seed-names.ts';
import type { Session } from './session.ts';
import { dragInWeek } from './week.ts';

/** Issue 3's main job, booking through remote authentication, by clicking. Wednesday, 2013-03-06. */
const SLOT = { day: '3月6日', from: '09:00', to: '11:30' } as const;
const PURPOSE = '石墨烯样品的物相分析';

const SAMPLE_LIST = fileURLToPath(new URL('../../examples/lists/uniquip-sample.csv', import.meta.url));

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

test('a unit applies, the platform accepts it, and its administrator imports the equipment list with its flaws', async () => {
  const newcomer = await openAs(world, 'newcomer');
  await show(newcomer, 'mdj', '/join');
  await newcomer.page.getByRole('main').getByRole('link', { name: /申请/ }).click();
  const { page } = newcomer;
  await page.getByLabel('单位性质').selectOption({ label: '科研院所' });
  await page.getByLabel('角色').selectOption({ label: '资源提供方' });
  await page.getByLabel('单位名称').fill('牡丹江市材料检测中心');
  await page.getByLabel('统一社会信用代码').fill(creditCode(`12231002${organisationCode(72_000_001)}`));
  await page.getByLabel('行政区划').fill('爱民区');
  await page.getByLabel('联系人').fill('沈立新');
  await page.getByLabel('电话').fill('0453-6511201');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByText('牡丹江市材料检测中心的加盟申请已提交').waitFor();

  const staff = await openAs(world, 'mdj-staff');
  await show(staff, 'mdj', '/admin/units?status=APPLIED');
  await staff.page.getByRole('button', { name: '通过 牡丹江市材料检测中心', exact: true }).click();
  await staff.page.getByRole('dialog').getByRole('button', { name: '通过', exact: true }).click();
  await staff.page.getByRole('dialog').waitFor({ state: 'hidden' });
  await world.settle('mdj');

  // Rights have changed: the token from before is no longer good.
  const administrator = await openAs(world, 'newcomer');
  await show(administrator, 'mdj', '/lab/import');
  await administrator.page.locator('input[type=file]').setInputFiles(SAMPLE_LIST);
  await administrator.page.getByRole('button', { name: '试导入' }).click();
  await administrator.page.getByRole('button', { name: '正式导入 6 行' }).click();
  await administrator.page.getByRole('status').filter({ hasText: '已导入：共 8 行，新增 6' }).waitFor();
});

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
