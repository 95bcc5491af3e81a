import { writeFile } from 'node:fs/promises';
export async function shot(s: any, name: string, widths = [1280, 390]) {
  for (const w of widths) {
    await s.page.setViewportSize({ width: w, height: 900 });
    await s.page.waitForTimeout(500);
    await writeFile(`/tmp/look/${name}-${w}.png`, await s.page.screenshot({ fullPage: true }));
  }
  await s.page.setViewportSize({ width: 1280, height: 900 });
}
