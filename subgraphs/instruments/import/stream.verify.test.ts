import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemCaller } from '../../../kernel/caller.ts';
import { projectUnits } from '../../../kernel/records/unit-projection.ts';
import { type TestKernel, testKernel } from '../../../test/harness/kernel.ts';
import { InstrumentStore } from '../instrument-store.ts';
import { openInstrumentList } from './open-list.ts';
import { runImport } from './run-import.ts';

const rows = 100_000;
/** Growth of the live heap over the whole file that still counts as flat: the keys of 100,000 rows and noise, far below the rows themselves. */
const allowedGrowth = 64 * 1024 * 1024;

async function* file(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('编号,仪器名称,型号,原值,安放地点,主要功能\n');
  for (let row = 0; row < rows; row += 200) {
    const lines = Array.from({ length: 200 }, (_, at) => line(row + at));
    yield Buffer.from(lines.join(''));
  }
}

function line(row: number): string {
  const value = row % 1000 === 999 ? '不详' : (row % 500) * 1000;
  return `E${row},万能试验机${row},WDW-${row % 7},${value},${row % 20}号楼${row % 300}室,${'金属材料拉伸压缩弯曲试验'.repeat(8)}\n`;
}

let test: TestKernel;
beforeAll(async () => {
  test = await testKernel();
});
afterAll(() => test.close());

it('checks a file of 100,000 rows at flat memory, with progress, reporting each bad field', {
  timeout: 600_000,
}, async () => {
  const store = await new InstrumentStore(test.kernel, await projectUnits(test.kernel, 'instruments')).open();
  const list = await openInstrumentList({ name: 'big.csv', bytes: file() });
  const seen: { rows: number; heap: number }[] = [];
  const onProgress = (done: number) => seen.push({ rows: done, heap: process.memoryUsage().heapUsed });
  const options = {
    unit: { _id: 'mdj:unit:1', path: ['mdj', 'mdj:unit:1'] },
    sharing: 'CITY',
    dryRun: true,
    onProgress,
  } as const;
  const report = await runImport(test.kernel, store, systemCaller('mdj', 'test'), list, options);
  expect(report).toMatchObject({ rows, created: rows, rejected: 0, problemCount: rows / 1000 });
  expect(seen).toHaveLength(rows / 500);
  const live = (part: typeof seen) => Math.min(...part.map(({ heap }) => heap));
  expect(live(seen.slice(-40)) - live(seen.slice(0, 40))).toBeLessThan(allowedGrowth);
});
