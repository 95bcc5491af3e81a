import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const MAIN = new URL('./main.ts', import.meta.url).pathname;

it('loses nothing acknowledged over crashes, a full disk and torn pages', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, '5'], {
    timeout: 300_000,
  });
  expect(stdout).toMatch(/disk full/);
  expect(stdout).toMatch(/torn log frame/);
  expect(stdout.trim().split('\n').at(-1)).toMatch(
    /^5 rounds, [1-9]\d* acknowledged: 0 acknowledged writes lost, 0 half transactions, 0 index misses$/,
  );
});
