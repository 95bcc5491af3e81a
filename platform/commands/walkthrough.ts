import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortPair } from '../walkthrough/ports.ts';
import { Report } from '../walkthrough/report.ts';
import { runWalkthrough } from '../walkthrough/run.ts';

/** `mudan walkthrough`: exits with 1 when any figure is wrong. */
export async function walkthrough(options: { readonly scale: number; readonly json: boolean }): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'mudan-walkthrough-'));
  const report = new Report(options.json ? () => undefined : console.log);
  const startedAt = Date.now();
  try {
    await runWalkthrough({ data, port: await freePortPair(), scale: options.scale }, report);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
  const { passed, failed } = report.result();
  if (options.json) console.log(JSON.stringify({ passed, failed, steps: report.steps }));
  else console.log(`\n${((Date.now() - startedAt) / 1000).toFixed(1)} s\n${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
