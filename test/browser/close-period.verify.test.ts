import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03 });
});
afterAll(() => world?.close());

test('an administrator closes a month that has ended, after being asked; the month that runs cannot be closed', async () => {
  const { page, settled } = await openAs(world, 'mdj-admin');
  await page.goto(`${world.origin('mdj')}/admin/settlement`);
  await settled();
  const months = page.getByRole('region', { name: '会计期间' }).getByRole('row');
  const january = months.filter({ hasText: '2013-01' });
  await january.getByText('未结账').waitFor();

  await january.getByRole('button', { name: '结账 2013-01', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('结算单出具后不能更改').waitFor();
  await dialog.getByRole('button', { name: '确认结账' }).click();
  await page.getByRole('status').filter({ hasText: '2013-01 已结账' }).waitFor();
  await january.getByText('已结账').waitFor();
  expect(await january.getByRole('button', { name: '结账 2013-01', exact: true }).count()).toBe(0);

  const march = months.filter({ hasText: '2013-03' });
  await march.getByText('未结账').waitFor();
  expect(await march.getByRole('button').count()).toBe(0);
  await page.reload();
  await settled();
  await january.getByText('已结账').waitFor();
});
