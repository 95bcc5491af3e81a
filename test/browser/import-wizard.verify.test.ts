import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import type { Session } from './session.ts';

/** Eight rows, of which one has no name, one repeats another's number, one is of an unknown type, and one has a broken address. */
const FLAWED_LIST = fileURLToPath(new URL('../../examples/lists/uniquip-sample.csv', import.meta.url));

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03 });
});
afterAll(() => world?.close());

async function toTrial(
  { page }: Session,
  file: string | { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: '试导入' }).click();
}

test('bad rows are shown with what is wrong, good rows are kept, importing again changes nothing', async () => {
  const session = await openAs(world, 'mdj-unit');
  const { page, settled } = session;
  await page.goto(`${world.origin('mdj')}/lab/import`);
  await settled();
  await toTrial(session, FLAWED_LIST);

  await page.getByRole('status').filter({ hasText: '共 8 行，将新增 6，更新 0，不变 0，退回 2' }).waitFor();
  const problems = page.getByRole('table').getByRole('row');
  await problems.filter({ hasText: '该行退回' }).first().waitFor();
  expect(await problems.filter({ hasText: '该行退回' }).count()).toBe(2);
  await expect.poll(() => problems.filter({ hasText: '该行保留' }).count()).toBeGreaterThan(0);

  await page.getByRole('button', { name: '正式导入 6 行' }).click();
  await page.getByRole('status').filter({ hasText: '已导入：共 8 行，新增 6' }).waitFor();
  await page.getByRole('button', { name: '再导入一个文件' }).click();
  await toTrial(session, FLAWED_LIST);
  await page.getByRole('status').filter({ hasText: '将新增 0，更新 0，不变 6，退回 2' }).waitFor();
});

test('a file that is no list is refused in words, and another can be chosen', async () => {
  const session = await openAs(world, 'mdj-lab');
  const { page, settled } = session;
  await page.goto(`${world.origin('mdj')}/lab/import`);
  await settled();
  const noise = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 37 + 11) % 256));
  await page.locator('input[type=file]').setInputFiles({ name: 'photo.csv', mimeType: 'text/csv', buffer: noise });
  await page.getByRole('alert').first().waitFor();
  await toTrial(session, FLAWED_LIST);
  await page.getByRole('status').filter({ hasText: '共 8 行' }).waitFor();
});
