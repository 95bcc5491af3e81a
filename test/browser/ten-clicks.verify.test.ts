import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoPassword } from '../../platform/demo-accounts.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { dragInWeek } from './week.ts';

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal();
});
afterAll(() => world?.close());

/** A hand that counts: a click, a drag, and filling in a field are one each. */
function countingHand(page: Page) {
  const done: string[] = [];
  return {
    done,
    click: async (what: string, target: Locator) => {
      await target.click();
      done.push(`click ${what}`);
    },
    type: async (what: string, target: Locator, text: string) => {
      await target.fill(text);
      done.push(`type ${what}`);
    },
    drag: async (what: string, time: Parameters<typeof dragInWeek>[1]) => {
      await dragInWeek(page, time);
      done.push(`drag ${what}`);
    },
  };
}

test('who has never seen it books an instrument of the province in under ten clicks from the home page, login included', async () => {
  const { page, settled } = await world.open();
  await page.goto(`${world.origin('mdj')}/`);
  await settled();
  const hand = countingHand(page);

  const search = page.getByRole('main').getByRole('searchbox');
  await hand.type('what is looked for', search, 'X射线衍射仪');
  await search.press('Enter');
  await settled();
  const provincial = page
    .getByRole('listitem')
    .filter({ hasText: '黑龙江' })
    .getByRole('link', { name: /X射线衍射仪/ });
  await hand.click('an instrument of the province', provincial.first());
  await settled();
  await hand.click('log in', page.getByRole('main').getByRole('button', { name: '登录' }));
  await page.waitForURL(/\/oidc\//);
  await hand.type('user name', page.getByLabel('用户名'), 'researcher');
  await hand.type('password', page.getByLabel('密码'), demoPassword);
  await hand.click('log in', page.getByRole('button', { name: '登录' }));
  await page.waitForURL(/\/instruments\//);
  await settled();
  await hand.drag('the time', { day: '3月6日', from: '13:00', to: '15:00' });
  const dialog = page.getByRole('dialog');
  await hand.type('purpose', dialog.getByLabel('用途'), '粉末样品物相');
  await hand.click('book', dialog.getByRole('button', { name: '预约', exact: true }));
  await page.getByRole('status').filter({ hasText: '已提交' }).waitFor();

  console.log(`${hand.done.length} clicks from the home page: ${hand.done.join(', ')}`);
  expect(hand.done.length).toBeLessThan(10);
  const booked = await (await world.login('researcher')).ask('{ myBookings { edges { node { home purpose } } } }');
  expect(booked.myBookings.edges[0].node).toEqual({ home: 'hlj', purpose: '粉末样品物相' });
});
