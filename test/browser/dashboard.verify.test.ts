import { readFile } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03 });
});
afterAll(() => world?.close());

/** Whole minutes out of `3,365 小时 49 分`. */
function minutesOf(text: string): number {
  const number = (unit: string): number =>
    Number(new RegExp(`([\\d,]+) ${unit}`).exec(text)?.[1]?.replaceAll(',', '') ?? 0);
  return number('小时') * 60 + number('分');
}

test('a figure of the wall leads to its list, whose rows add up to it, and on to the usage records', async () => {
  const { page, settled, faults } = await openAs(world, 'mdj-unit');
  await page.goto(`${world.origin('mdj')}/dashboard?year=2012`);
  await settled();
  await page.getByRole('list', { name: '关键数字' }).getByRole('link', { name: /^机时/ }).click();
  await page.getByRole('heading', { name: '机时', level: 1 }).waitFor();
  await settled();
  const rows = await page.getByRole('region', { name: '机时' }).getByRole('row').allTextContents();
  const months = rows.slice(1);
  expect(months.length).toBeGreaterThan(0);
  const total = (await page.getByText(/^合计/).textContent()) ?? '';
  const sum = months.reduce((minutes, row) => minutes + minutesOf(row.replace(/^\d{4}-\d{2}/, ' ')), 0);
  expect(sum).toBe(minutesOf(total));
  await page
    .getByRole('region', { name: '机时' })
    .getByRole('link', { name: /\d (小时|分)/ })
    .first()
    .click();
  await page.getByRole('heading', { name: '机时记录' }).waitFor();
  await page.getByRole('region', { name: '机时记录' }).getByRole('row').nth(1).waitFor();
  expect(faults).toEqual([]);
});

test('the wall is saved as a picture and as a workbook with the same hours', async () => {
  const { page, settled, faults } = await openAs(world, null);
  await page.goto(`${world.origin('mdj')}/dashboard?year=2012`);
  await settled();
  const saved = async (name: string): Promise<string> => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name }).click();
    return (await download).path();
  };
  const picture = await readFile(await saved('导出图片'));
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.length).toBeGreaterThan(50_000);
  const rows = await readSheet(await saved('导出表格'), '月份');
  const minutes = rows.slice(1).reduce((sum, row) => sum + Number(row[2]), 0);
  const shown = await page.getByRole('list', { name: '关键数字' }).getByRole('link', { name: /^机时/ }).textContent();
  const hours = Number(/([\d,.]+) 小时/.exec(shown ?? '')?.[1]?.replaceAll(',', ''));
  expect(minutes).toBeGreaterThan(0);
  expect(Math.abs(minutes / 60 - hours)).toBeLessThanOrEqual(0.05);
  expect(faults).toEqual([]);
});

test('the province adds up its city’s figures without asking it, by unit and by category', async () => {
  const { page, settled } = await openAs(world, null, 'hlj');
  await expect
    .poll(
      async () => {
        await page.goto(`${world.origin('hlj')}/dashboard?year=2012`);
        await settled();
        return page.getByRole('region', { name: '各平台', exact: true }).last().getByRole('row').allTextContents();
      },
      { timeout: 120_000, interval: 5_000 },
    )
    .toEqual(expect.arrayContaining([expect.stringContaining('牡丹江')]));

  const totals: string[] = [];
  for (const by of ['unit', 'category']) {
    await page.goto(`${world.origin('hlj')}/dashboard/figures?figure=machineMinutes&by=${by}&from=2012-01&to=2012-12`);
    await settled();
    totals.push((await page.getByText(/^合计/).textContent()) ?? '');
    const rows = await page.getByRole('region', { name: '机时' }).getByRole('row').allTextContents();
    const cities = rows.filter((row) => row.includes('牡丹江'));
    expect(cities.length).toBeGreaterThan(0);
    expect(cities.filter((row) => row.includes('只按月上报'))).toEqual([]);
  }
  expect(totals[0]).toBe(totals[1]);
});
