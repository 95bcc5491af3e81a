import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { type PortalPage, portalPages } from './pages.ts';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { prepareRecords, RECORDS_START_AT } from './records.ts';
import { WIDTHS } from './session.ts';
import { startTour, tourOrder } from './tour.ts';

/**
 * `npm run screens`: a picture of every page at 390, 1280 and 1920 pixels into docs/screens/, with a list of them. With paths (`npm run screens -- /my/searches`):
 * of these alone, beside the pictures that are there.
 */

const folder = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const HEIGHTS: Readonly<Record<number, number>> = { 390: 844, 1280: 800, 1920: 1080 };
/** The tallest part of a long page that is kept. */
const TALLEST = 1600;
const QUALITY = 62;

/** `/instruments/:id` is `instruments-id`. */
const nameOf = ({ path }: Pick<PortalPage, 'path'>): string =>
  path.replaceAll(/[/:]+/g, '-').replaceAll(/^-|-$/g, '') || 'home';

async function takePictures(page: Page, settled: () => Promise<void>, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHTS[width] ?? 900 });
    await settled();
    const cdp = await page.context().newCDPSession(page);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const { data } = await cdp.send('Page.captureScreenshot', {
      format: 'webp',
      quality: QUALITY,
      captureBeyondViewport: true,
      clip: { x: 0, y: 0, width, height: Math.min(height, TALLEST), scale: 1 },
    });
    await cdp.detach();
    await writeFile(join(folder, `${name}-${width}.webp`), Buffer.from(data, 'base64'));
  }
}

/** The home page of each platform: one program, two faces. */
async function faces(world: PortalWorld): Promise<void> {
  for (const platform of ['mdj', 'hlj']) {
    const { page, settled, close } = await openAs(world, null, platform);
    await takePictures(page, settled, `face-${platform}`);
    await close();
  }
}

function list(pages: readonly PortalPage[]): string {
  const links = (name: string): string => WIDTHS.map((width) => `[${width}](${name}-${width}.webp)`).join(' · ');
  const rows = pages.map((page) => `| ${page.title.zh} ${page.title.en} | \`${page.path}\` | ${links(nameOf(page))} |`);
  return `# 页面截图 Screens

Every page of the portal, taken by \`npm run screens\` in the Chromium of the browser tests, on a small seed.

| page | path | at |
| --- | --- | --- |
| 牡丹江 Mudanjiang | \`/\` | ${links('face-mdj')} |
| 黑龙江 Heilongjiang | \`/\` | ${links('face-hlj')} |
${rows.join('\n')}
`;
}

const only = new Set(process.argv.slice(2));
const world = await startPortal({ scale: 0.3, startsAt: RECORDS_START_AT });
try {
  if (only.size === 0) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  if (only.size === 0) await faces(world);
  const pages = tourOrder(await portalPages());
  const tour = startTour(world, pages, await prepareRecords(world));
  for (const page of pages) {
    // A page with parameters is found by the links of those before it.
    if (only.size > 0 && !only.has(page.path) && ![...only].some((path) => path.includes(':'))) continue;
    const { page: shown, settled } = await tour.visit(page);
    if (only.size > 0 && !only.has(page.path)) continue;
    await takePictures(shown, settled, nameOf(page));
    await shown.setViewportSize({ width: 1280, height: 900 });
    console.log(`${page.area.padEnd(12)} ${page.path}`);
  }
  await writeFile(join(folder, 'README.md'), list(pages.toSorted((a, b) => a.area.localeCompare(b.area))));
  const files = await readdir(folder);
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  console.log(`${files.length} files, ${(sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20).toFixed(1)} MiB`);
} finally {
  await world.close();
}
