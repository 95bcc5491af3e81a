import { writeFile } from 'node:fs/promises';
import { openAs } from './people.ts';
import { startPortal } from './portal.ts';
import { prepareRecords } from './records.ts';

const world = await startPortal({ scale: 0.1 });
try {
  await prepareRecords(world);
  for (const spec of process.argv.slice(2)) {
    const [who, path, widths = '1280,390'] = spec.split('@') as [string, string, string?];
    const { page, settled, close } = await openAs(world, (who === '-' ? null : who) as never, 'mdj');
    await page.goto(world.origin('mdj') + path);
    for (const w of widths.split(',')) {
      await page.setViewportSize({ width: Number(w), height: 900 });
      await settled();
      await writeFile(
        `/tmp/look/${who}${path!.replaceAll('/', '_').replaceAll(/[?=&:%]/g, '-')}-${w}.png`,
        await page.screenshot({ fullPage: true }),
      );
    }
    await close();
  }
} finally {
  await world.close();
}
