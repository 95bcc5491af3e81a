import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03 });
});
afterAll(() => world?.close());

test('a visitor compares the labs of a standard, asks one without an account and finds the question again', async () => {
  const { page, settled } = await world.open();
  await page.goto(`${world.origin('mdj')}/`);
  await page.getByRole('link', { name: 'GB/T 228.1' }).click();
  const offers = page.getByRole('table');
  await offers.waitFor();
  const units = await offers.getByRole('rowheader').allTextContents();
  expect(units.length).toBeGreaterThan(1);
  await offers
    .getByRole('link', { name: /^向.+咨询$/ })
    .first()
    .click();
  await page.getByLabel('具体说明').fill('Q235 钢板，3 件，测屈服强度与抗拉强度。');
  await page.getByLabel('联系人').fill('张工');
  await page.getByLabel('电话').fill('13812345678');
  await page.getByRole('button', { name: '提交咨询' }).click();
  await page.getByRole('heading', { name: '咨询已收到' }).waitFor();
  await page.getByRole('link', { name: '查看咨询进度' }).click();
  await page.getByText('待答复').waitFor();
  expect(await page.getByText('Q235 钢板，3 件，测屈服强度与抗拉强度。').isVisible()).toBe(true);
  // The secret stands behind #, where no server reads it.
  expect(new URL(page.url()).search).toBe('');
  await settled();
});

test('a user asks an expert and a library, and takes the first back', async () => {
  const { page, settled } = await openAs(world, 'researcher');
  await page.goto(`${world.origin('mdj')}/experts`);
  const expert = page.getByRole('list', { name: '专家' }).getByRole('link').first();
  const name = (await expert.textContent()) ?? '';
  await expert.click();
  await page.getByLabel('问题说明').fill('石墨提纯过程中的杂质如何控制？');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('status').filter({ hasText: '申请已提交' }).waitFor();

  await page.goto(`${world.origin('mdj')}/literature`);
  await page.getByRole('list', { name: '文献' }).getByRole('link').first().click();
  await page.getByLabel('页码范围').fill('1-5');
  await page.getByRole('button', { name: '申请原文传递' }).click();
  await page.getByRole('status').filter({ hasText: '原文传递申请已提交' }).waitFor();
  await page.getByRole('link', { name: '查看我的申请' }).click();

  await page.getByRole('list', { name: '原文传递' }).getByText('已申请').waitFor();
  const requests = page.getByRole('list', { name: '专家服务' });
  expect(await requests.textContent()).toContain(`${name}：`);
  await requests.getByRole('button', { name: `撤回：${name}` }).click();
  await requests.getByText('已撤回').waitFor();
  await settled();
});

test('a unit applies for membership: a wrong credit code is refused with why, a right one waits for the staff', async () => {
  const { page, settled } = await openAs(world, 'newcomer');
  await page.goto(`${world.origin('mdj')}/join/apply`);
  await page.getByLabel('单位名称').fill('牡丹江石墨新材料有限公司');
  await page.getByLabel('联系人').fill('周海涛');
  await page.getByLabel('电话').fill('0453-6123456');
  const agreed = page.getByLabel('已阅读并同意共享协议');
  if ((await agreed.count()) > 0) await agreed.check();
  await page.getByLabel('统一社会信用代码').fill('91231000MA18X1234B');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('alert').filter({ hasText: '统一社会信用代码' }).waitFor();
  await page.getByLabel('统一社会信用代码').fill('91231000MA18X1234A');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('status').filter({ hasText: '加盟申请已提交' }).waitFor();
  await page.getByRole('list', { name: '我的申请' }).getByText('待审核').waitFor();
  await settled();
});
