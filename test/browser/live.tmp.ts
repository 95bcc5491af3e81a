import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { startPortal } from './portal.ts';

const t0 = Date.now();
const world = await startPortal({ scale: 0.1 });
console.log('up', (Date.now() - t0) / 1000, world.origin('mdj'));
const ctx = { world, sessions: {} as Record<string, unknown> };
for (let n = 0; !existsSync('/tmp/look/stop'); ) {
  await new Promise((r) => setTimeout(r, 300));
  if (!existsSync('/tmp/look/next.ts')) continue;
  n++;
  await rename('/tmp/look/next.ts', `/work/main/test/browser/step${n}.tmp.ts`);
  const t = Date.now();
  try {
    await (await import(`/work/main/test/browser/step${n}.tmp.ts`)).default(ctx);
    console.log(`step ${n} ok`, (Date.now() - t) / 1000);
  } catch (error) {
    console.log(`step ${n} FAILED`, (error as Error).message.slice(0, 1500));
  }
}
await world.close().catch((e: unknown) => console.log(String(e)));
