import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePortPair } from '../../platform/walkthrough/ports.ts';
import { Report } from '../../platform/walkthrough/report.ts';
import { runWalkthrough } from '../../platform/walkthrough/run.ts';

test('the main job, every figure, on two linked platforms over HTTP', async () => {
  const data = await mkdtemp(join(tmpdir(), 'mudan-scenario-'));
  const lines: string[] = [];
  const report = new Report((line) => lines.push(line));
  try {
    await runWalkthrough({ data, port: await freePortPair(), scale: 0.3 }, report);
  } finally {
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  }
  const { passed, failed } = report.result();
  expect(failed, lines.filter((line) => line.includes('✗')).join('\n')).toBe(0);
  expect(passed).toBeGreaterThan(40);
}, 240_000);
