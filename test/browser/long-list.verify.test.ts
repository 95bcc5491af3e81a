import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { UNIT } from './seed-names.ts';

/** The gate looks at a shorter list: scrolling through all rows takes its time on two cores. */
const ROWS = process.env.CI ? 2_000 : 10_000;
/** As many rows as a few windows show; a table that is not virtual has all of them. */
const MOST_ROWS_IN_THE_DOCUMENT = 80;
/** A row of one line is higher than this: a list that is shorter has not been read to its end. */
const LEAST_ROW_PIXELS = 20;

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03 });
  const lines = Array.from({ length: ROWS }, (_, i) => `长列表仪器 ${String(i + 1).padStart(5, '0')},L-${i + 1}`);
  const bytes = Buffer.from(['Name,ID', ...lines].join('\n'));
  const request = { kind: 'instruments', fileName: 'long.csv', bytes, unitId: UNIT, dryRun: false };
  const { created } = await (await world.operations('mdj')).importFile(request, () => undefined);
  if (created !== ROWS) throw new Error(`only ${created} of ${ROWS} rows were imported`);
  await world.settle('mdj');
});
afterAll(() => world?.close());

test('a list of ten thousand rows scrolls to its end with only the rows in view in the document', async () => {
  const { page, settled } = await openAs(world, 'mdj-unit');
  await page.goto(`${world.origin('mdj')}/instruments?view=table&scope=OWN`);
  await settled();
  const rows = page.locator('.ant-table-row');
  await rows.first().waitFor();
  await rows.nth(3).hover();
  const holder = page.locator('.ant-table-tbody-virtual-holder');
  const height = (): Promise<number> => holder.evaluate(({ scrollHeight }) => scrollHeight);
  const isAtEnd = (): Promise<boolean> =>
    holder.evaluate(({ scrollTop, clientHeight, scrollHeight }) => scrollTop + clientHeight > scrollHeight - 2);
  const total = Number((await page.getByRole('status').first().textContent())?.replaceAll(/\D/g, ''));
  let most = 0;
  while (!(await isAtEnd()) || (await height()) < total * LEAST_ROW_PIXELS) {
    const read = await height();
    await page.mouse.wheel(0, 20_000);
    await settled();
    most = Math.max(most, await rows.count());
    // Who scrolls faster than the gateway lets one read waits until its window is over.
    if ((await isAtEnd()) && read < total * LEAST_ROW_PIXELS)
      await expect.poll(height, { timeout: 30_000 }).toBeGreaterThan(read);
  }
  const perRow = (await height()) / total;
  console.log(`scrolled through ${total} rows of ${perRow.toFixed(0)} pixels, at most ${most} of them in the document`);
  expect(perRow).toBeGreaterThan(LEAST_ROW_PIXELS);
  expect(most).toBeGreaterThan(5);
  expect(total).toBeGreaterThanOrEqual(ROWS);
  expect(most).toBeLessThan(MOST_ROWS_IN_THE_DOCUMENT);
});
