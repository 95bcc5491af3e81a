import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { totpCode } from '../../auth/accounts/totp.ts';
import { demoPassword } from '../../platform/demo-accounts.ts';
import { seriousViolations } from './axe.ts';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { labInstruments } from './records-bookings.ts';
import { at } from './seed-names.ts';
import type { Session } from './session.ts';
import { beyondTheEdge } from './shown.ts';

/** What people do with their own account, by clicking. */
const USERNAME = 'researcher2';
let world: PortalWorld;
let session: Session;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03 });
  const [instrument] = await labInstruments(world);
  const slot = { start: at(3, 9), end: at(3, 10) };
  const input = { instrumentId: instrument!.id, slot, purpose: '断口观察' };
  await (await world.login(USERNAME)).do('requestBooking', input, 'booking { id }');
  session = await openAs(world, USERNAME);
});
afterAll(() => world?.close());

async function open(path: string): Promise<Page> {
  await session.page.goto(`${world.origin('mdj')}${path}`);
  await session.settled();
  return session.page;
}

/** Accessible as it stands, at a desk and on a telephone. */
async function expectSound(): Promise<void> {
  const { page, settled } = session;
  expect.soft(await seriousViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await settled();
  expect.soft(await seriousViolations(page)).toEqual([]);
  expect.soft(await beyondTheEdge(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('a search is saved where it is made, and listed with what it finds now', async () => {
  let page = await open('/search?q=显微镜&kind=INSTRUMENT');
  const found = /(\d+)/.exec((await page.locator('.search-count').textContent()) ?? '')?.[1] ?? '0';
  expect(Number(found)).toBeGreaterThan(0);
  await page.getByRole('button', { name: '保存检索' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByLabel('名称').inputValue()).toBe('显微镜');
  expect.soft(await seriousViolations(page)).toEqual([]);
  await dialog.getByRole('button', { name: '保存', exact: true }).click();
  await page.getByRole('status').filter({ hasText: '已保存“显微镜”' }).waitFor();

  page = await open('/experts?service=TRAINING');
  await page.getByRole('button', { name: '保存检索' }).click();
  for (const name of ['显微镜', '培训专家']) {
    await page.getByRole('dialog').getByLabel('名称').fill(name);
    await page.getByRole('dialog').getByRole('button', { name: '保存', exact: true }).click();
    if (name === '显微镜') await page.getByRole('dialog').getByText('换一个名称').waitFor();
  }
  await page.locator('summary', { hasText: '我的检索' }).click();
  await page.getByRole('list', { name: '我的检索' }).getByRole('link', { name: '培训专家' }).waitFor();
  // What the open menu covers is too small to touch.
  await page.locator('summary', { hasText: '我的检索' }).click();
  await expectSound();

  page = await open('/my/searches');
  const list = page.getByRole('list', { name: '我的检索' });
  expect(await list.getByRole('heading').allTextContents()).toEqual(['培训专家', '显微镜']);
  await page.getByRole('link', { name: `${found} 条结果：显微镜` }).waitFor();
  await page.getByRole('link', { name: /^\d+ 条结果：培训专家$/ }).waitFor();
  await expectSound();
  await page.getByRole('button', { name: '为“显微镜”改名' }).click();
  await page.getByRole('dialog').getByLabel('名称').fill('全网显微镜');
  await page.getByRole('dialog').getByRole('button', { name: '改名' }).click();
  await page.getByRole('button', { name: '删除“培训专家”' }).click();
  await list.getByText('培训专家').waitFor({ state: 'detached' });
  await list.getByRole('link', { name: '全网显微镜', exact: true }).click();
  await page.waitForURL(/\/search\?q=/);
  expect(new URL(page.url()).searchParams.get('kind')).toBe('INSTRUMENT');
});

let recovery: readonly string[] = [];

test('a second factor is set up on the account page, and a recovery code opens the login', async () => {
  const page = await open('/my/account');
  await page.getByRole('button', { name: '启用动态验证码' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('当前密码').fill('not the password');
  await dialog.getByRole('button', { name: '下一步' }).click();
  await dialog.getByText('密码或验证码不正确').waitFor();
  await dialog.getByLabel('当前密码').fill(demoPassword);
  await dialog.getByRole('button', { name: '下一步' }).click();
  await dialog.getByRole('img', { name: '验证器二维码' }).waitFor();
  const secret = (await dialog.locator('code').textContent()) ?? '';
  expect(page.url()).not.toContain(secret);
  expect.soft(await seriousViolations(page)).toEqual([]);
  await dialog.getByLabel('6 位验证码').fill(totpCode(secret, new Date()));
  await dialog.getByRole('button', { name: '确认启用' }).click();
  const list = dialog.getByRole('list', { name: '恢复码' });
  await list.waitFor();
  recovery = await list.locator('code').allTextContents();
  expect(recovery).toHaveLength(10);
  await dialog.getByRole('button', { name: '我已保存' }).click();
  await page.getByText('还有 10 个恢复码').waitFor();
  await expectSound();

  const other = await world.open();
  await other.page.goto(`${world.origin('mdj')}/my/searches`);
  await other.page.getByRole('main').getByRole('button', { name: '登录' }).click();
  await other.page.waitForURL(/\/oidc\//);
  await other.page.locator('input[name=login]').fill(USERNAME);
  await other.page.locator('input[name=password]').fill(demoPassword);
  await other.page.getByText('使用恢复码').click();
  await other.page.locator('input[name=recovery]').fill(recovery[0] ?? '');
  await other.page.getByRole('button', { name: '登录' }).click();
  await other.page.waitForURL((url) => url.pathname === '/my/searches');
  await other.page.getByRole('link', { name: '全网显微镜', exact: true }).waitFor();
  await other.close();
});

test('an account is erased by its holder, once nothing is open any more', async () => {
  let page = await open('/my/account/erasure');
  const matters = page.getByRole('list', { name: '还有未了结的事项' });
  await expectSound();
  await matters.getByRole('link', { name: '取消预约' }).click();
  await page.getByRole('button', { name: '取消预约' }).click();
  await page.getByRole('dialog').getByLabel('原因').fill('注销账户');
  await page.getByRole('dialog').getByRole('button', { name: '确认取消' }).click();
  await page.getByText('预约已取消').first().waitFor();

  page = await open('/my/account/erasure');
  await page.getByLabel('当前密码').fill(demoPassword);
  await page.getByLabel('动态验证码或恢复码').fill(recovery[1] ?? '');
  await page.getByLabel('请输入您的登录名').fill('somebody');
  await page.getByRole('button', { name: '永久注销我的账户' }).click();
  await page.getByRole('alert').getByText('确认文字不一致').waitFor();
  await page.getByLabel('请输入您的登录名').fill(USERNAME);
  await expectSound();
  await page.getByRole('button', { name: '永久注销我的账户' }).click();
  await page.getByRole('heading', { name: '您的账户已注销' }).waitFor();
  await page.getByText('黑龙江').first().waitFor();
  await page.getByRole('button', { name: '登录' }).first().waitFor();
  await expectSound();

  await page.getByRole('button', { name: '登录' }).first().click();
  await page.waitForURL(/\/oidc\//);
  await page.locator('input[name=login]').fill(USERNAME);
  await page.locator('input[name=password]').fill(demoPassword);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('alert').getByText('不正确').waitFor();
});
