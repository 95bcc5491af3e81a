import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillLoginPage } from './login.ts';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03 });
});
afterAll(() => world?.close());

test('logs in through the provider, keeps no token, comes back after a reload without asking, logs out', async () => {
  const { page, settled, context } = await openAs(world, 'researcher');
  await expect.soft(page.getByText('陈思远').first().isVisible()).resolves.toBe(true);

  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  expect(stored).not.toMatch(/ey[A-Za-z0-9_-]{20,}|verifier|token/i);

  const visited: string[] = [];
  page.on('framenavigated', (frame) => visited.push(new URL(frame.url()).pathname));
  await page.reload();
  await page.getByRole('button', { name: '退出' }).waitFor();
  expect(visited).toEqual(['/']);

  await page.getByRole('button', { name: '退出' }).click();
  await page.waitForURL(/\/oidc\/session\/end/);
  await page.getByRole('button', { name: '退出' }).click();
  await page.getByRole('button', { name: '登录' }).first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  await page.reload();
  await settled();
  await page.getByRole('button', { name: '登录' }).first().waitFor();
  expect(
    (await context.cookies()).filter(({ name }) => /session/i.test(name) && !/legacy|sig/.test(name)),
  ).toHaveLength(0);
});

test('a page that needs a login leads back to itself', async () => {
  const { page, settled } = await world.open();
  await page.goto(`${world.origin('mdj')}/my/bookings`);
  await page.getByRole('main').getByRole('button', { name: '登录' }).click();
  await page.waitForURL(/\/oidc\//);
  await fillLoginPage(page, 'researcher');
  await page.waitForURL((url) => url.pathname === '/my/bookings');
  await settled();
});
