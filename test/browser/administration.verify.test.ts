import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03 });
});
afterAll(() => world?.close());

test('a compensation run is simulated, and whoever simulated it cannot approve it', async () => {
  const { page, settled } = await openAs(world, 'mdj-admin');
  await page.goto(`${world.origin('mdj')}/admin/compensation`);
  await settled();
  await page.getByRole('button', { name: '测算' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('年度').fill('2012');
  await dialog.getByLabel('预算（元）').fill('12345.67');
  await dialog.getByRole('button', { name: '测算' }).click();
  const run = page.getByRole('region', { name: '2012 年补偿 · 第 1 版' }).first();
  await run.getByText('预算 ¥12,345.67').waitFor();
  await run.getByRole('button', { name: /^批准/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: '批准' }).click();
  await page.getByRole('alert').getByText('须由两名不同人员批准').waitFor();
});

test('the audit trail is verified by a button, and says who simulated the run', async () => {
  const { page, settled } = await openAs(world, 'auditor');
  await page.goto(`${world.origin('mdj')}/admin/audit?action=simulateCompensation`);
  await settled();
  expect(await page.getByRole('region', { name: '审计记录' }).getByRole('row').count()).toBe(2);
  await page.getByRole('button', { name: '校验审计链' }).click();
  await page.getByRole('status').filter({ hasText: '完整' }).waitFor();
});

test('a unit’s administrator invites somebody, gives a role with an end, and withdraws it with a reason', async () => {
  const { page, settled, faults } = await openAs(world, 'mdj-unit');
  await page.goto(`${world.origin('mdj')}/unit/members`);
  await settled();
  await page.getByRole('button', { name: '邀请成员' }).click();
  const invitation = page.getByRole('dialog');
  await invitation.getByLabel('姓名').fill('新成员');
  await invitation.getByLabel('用户名').fill('new-member');
  await invitation.getByLabel('电子邮箱').fill('new-member@example.cn');
  await invitation.getByRole('button', { name: '发出邀请' }).click();
  await page.getByRole('button', { name: '授予角色 新成员' }).click();

  const grant = page.getByRole('dialog');
  await grant.getByLabel('角色').click();
  await page.keyboard.type('企业用户');
  await page.locator('.ant-select-item-option[title="企业用户"]').click();
  await grant.getByLabel(/有效期至/).fill('2031-03-31');
  await page.keyboard.press('Enter');
  await grant.getByRole('button', { name: '授予角色' }).click();
  const row = page.getByRole('row').filter({ hasText: '新成员' });
  await row.getByText('至 2031年3月31日').waitFor();

  await row.getByText('企业用户').click();
  await row.getByRole('button', { name: '收回 新成员 企业用户' }).click();
  const withdrawal = page.getByRole('dialog');
  await withdrawal.getByRole('button', { name: '收回' }).click();
  await withdrawal.getByText('请填写理由').waitFor();
  await withdrawal.getByLabel('理由').fill('项目结束');
  await withdrawal.getByRole('button', { name: '收回' }).click();
  await row.getByText('至 2031年3月31日').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
});
