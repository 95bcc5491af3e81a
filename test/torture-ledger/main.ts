import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseReport, type Step } from './protocol.ts';

/**
 * `npm run torture:ledger [-- --seconds N]`: 100 at a time post, hold, release, correct, pay, spend vouchers, close and sample; the process is killed
 * (SIGKILL) every few seconds and started again on its data. Exits 1 when anything that must hold does not.
 */
const seconds = Number(process.argv[process.argv.indexOf('--seconds') + 1] ?? '') || 60;
const LIFE_SECONDS = 12;
const REPLAYED_PER_LIFE = 300;

const dataDir = mkdtempSync(join(tmpdir(), 'mudan-torture-ledger-'));
const counts = new Map<string, number>();
const wrong: string[] = [];
let samples = 0;
let lastDone: Step[] = [];
let replayed = 0;

function listen(child: ChildProcess, ready: () => void): void {
  if (!child.stdout) throw new Error('no standard output');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const report = parseReport(line);
    if (report.kind === 'count') counts.set(report.what, (counts.get(report.what) ?? 0) + 1);
    if (report.kind === 'done') lastDone.push(report.step);
    if (report.kind === 'broken') wrong.push(report.what);
    if (report.kind === 'ready') ready();
    if (report.kind !== 'sample') return;
    samples += 1;
    if (report.minutes !== 0 || report.fen !== 0)
      wrong.push(`sample ${samples}: ${report.minutes} minutes, ${report.fen} fen`);
  });
}

/** One life of the process: replays what the last one acknowledged, works, and is killed (or, at the end, verifies and goes). */
async function live(life: number, mode: 'run' | 'verify', milliseconds: number): Promise<void> {
  const steps = lastDone.slice(-REPLAYED_PER_LIFE);
  replayed += steps.length;
  const file = join(dataDir, 'replay.jsonl');
  writeFileSync(file, steps.map((step) => JSON.stringify(step)).join('\n'));
  const worker = new URL('./worker.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [worker, dataDir, String(life), file, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  listen(child, resolve);
  await Promise.race([ready, gone]);
  if (mode === 'run') {
    lastDone = [];
    await new Promise((done) => setTimeout(done, milliseconds));
    if (child.exitCode !== null) wrong.push(`life ${life} ended by itself`);
    child.kill('SIGKILL');
  }
  await gone;
}

const until = Date.now() + seconds * 1_000;
let life = 0;
while (Date.now() < until) {
  life += 1;
  await live(life, 'run', Math.min(LIFE_SECONDS * 1_000, Math.max(1_000, until - Date.now())));
}
await live(life + 1, 'verify', 0);

console.log(
  `torture:ledger ${seconds} s, ${life} lives (kill -9 after each), ${samples} samples of the trial balance, ${replayed} steps replayed`,
);
for (const [what, count] of [...counts].sort()) console.log(`  ${what}: ${count}`);
for (const what of wrong.slice(0, 20)) console.log(`BROKEN ${what}`);
console.log(wrong.length === 0 ? 'all held' : `${wrong.length} broken`);
rmSync(dataDir, { recursive: true, force: true });
process.exitCode = wrong.length === 0 ? 0 : 1;
