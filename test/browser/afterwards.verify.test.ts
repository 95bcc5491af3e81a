import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousViolations } from './axe.ts';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { RECORDS_START_AT } from './records.ts';
import { labInstruments, prepareLastWeek } from './records-bookings.ts';
import type { Session } from './session.ts';

let world: PortalWorld;
let instrumentId: string;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03, startsAt: RECORDS_START_AT });
  await prepareLastWeek(world);
  const [instrument] = await labInstruments(world);
  instrumentId = instrument?.id ?? '';
});
afterAll(() => world?.close());

/** Somebody at a page of mdj. */
async function at(username: string | null, path: string): Promise<Session> {
  const session = await openAs(world, username);
  await session.page.goto(`${world.origin('mdj')}${path}`);
  await session.settled();
  return session;
}

const ratingsOf = ({ page }: Session): Locator => page.getByRole('region', { name: '用户评价' });
const instrumentPage = (): string => `/instruments/${encodeURIComponent(instrumentId)}`;

async function withoutViolations({ page, settled }: Session): Promise<void> {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await settled();
    expect(await seriousViolations(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('who used an instrument rates it; the laboratory replies; the list is sorted by stars; the staff hides it with a reason', async () => {
  const user = await at('engineer', instrumentPage());
  await ratingsOf(user)
    .getByRole('button', { name: /^评价 .+ 的使用$/ })
    .click();
  const dialog = user.page.getByRole('dialog');
  await dialog.getByRole('radio').nth(3).click();
  await dialog.getByLabel('评价内容').fill('数据可靠');
  await dialog.getByRole('button', { name: '提交' }).click();
  await ratingsOf(user)
    .getByText(/我的评价 ·/)
    .waitFor();
  await ratingsOf(user).getByText('1 条评价').waitFor();
  await ratingsOf(user).getByText('完成一次上机预约后，可在这里评价。').waitFor();

  const lab = await at('mdj-lab', instrumentPage());
  await ratingsOf(lab)
    .getByRole('button', { name: /^回复 / })
    .click();
  await lab.page.getByRole('dialog').getByLabel('回复内容').fill('谢谢，欢迎再来');
  await lab.page.getByRole('dialog').getByRole('button', { name: '提交' }).click();
  await ratingsOf(lab).getByText('谢谢，欢迎再来').waitFor();
  await withoutViolations(lab);

  const visitor = await at(null, '/instruments?sort=RATING_DESCENDING');
  const best = visitor.page.getByRole('list', { name: '仪器设备' }).getByRole('listitem').first();
  expect(await best.textContent()).toContain('4 分（1 条）');

  const staff = await at('mdj-staff', instrumentPage());
  await ratingsOf(staff)
    .getByRole('button', { name: /^隐藏 / })
    .click();
  const hiding = staff.page.getByRole('dialog');
  await hiding.getByRole('button', { name: '隐藏' }).click();
  await hiding.getByText('请填写理由').waitFor();
  await hiding.getByLabel('理由').fill('涉及个人');
  await hiding.getByRole('button', { name: '隐藏' }).click();
  await ratingsOf(staff).getByText('已隐藏：涉及个人').waitFor();
  await visitor.page.goto(`${world.origin('mdj')}${instrumentPage()}`);
  await ratingsOf(visitor).getByText('还没有评价。').waitFor();
});

/** Says on the page that the first record of February is wrong: it ended at half past ten. */
async function propose({ page }: Session, reason: string): Promise<void> {
  await page
    .getByRole('button', { name: /^更正 / })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('结束时间').fill('10:30');
  await dialog.getByRole('button', { name: '提交复核' }).click();
  await dialog.getByText('请填写理由').waitFor();
  await dialog.getByLabel('为何有误').fill(reason);
  await dialog.getByRole('button', { name: '提交复核' }).click();
  const row = page.getByRole('region', { name: '机时更正' }).getByRole('row').filter({ hasText: reason });
  await row.getByText('须由另一人复核').waitFor();
}

test('recorded hours are corrected by two persons: proposed, refused with a reason, proposed again and approved', async () => {
  const lab = await at(
    'mdj-lab',
    `/lab/corrections?${new URLSearchParams({ instrument: instrumentId, month: '2013-02' })}`,
  );
  await propose(lab, '记错了');
  await withoutViolations(lab);

  const unit = await at('mdj-unit', '/lab/corrections');
  const rows = ({ page }: Session) => page.getByRole('region', { name: '机时更正' }).getByRole('row');
  await rows(unit)
    .getByRole('button', { name: /^不通过 / })
    .click();
  await unit.page.getByRole('dialog').getByLabel('理由').fill('日志显示用满');
  await unit.page.getByRole('dialog').getByRole('button', { name: '不通过' }).click();
  await unit.page.getByText('没有机时更正').waitFor();

  await lab.page.getByText('已处理').click();
  await rows(lab).filter({ hasText: '未通过' }).getByText('日志显示用满').waitFor();
  await propose(lab, '日志是仪器时区');
  await unit.page.reload();
  await rows(unit)
    .getByRole('button', { name: /^通过 / })
    .click();
  await unit.page.getByRole('dialog').getByRole('button', { name: '通过', exact: true }).click();
  await unit.page.getByText('没有机时更正').waitFor();
  await lab.page.reload();
  await lab.page.getByRole('region', { name: '该月机时记录' }).getByText('已冲销').first().waitFor();
  const { indicators } = await world
    .visitor('mdj')
    .ask(
      'query($id: ID!) { indicators(subjectId: $id, period: { kind: MONTH, year: 2013, month: 2 }) { effectiveMinutes } }',
      { id: instrumentId },
    );
  expect(indicators.effectiveMinutes).toBe(90);
});
