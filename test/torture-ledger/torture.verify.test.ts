import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the books survive 100 at a time and kill -9', () => {
  const script = new URL('./main.ts', import.meta.url).pathname;
  const { status, stdout } = spawnSync(process.execPath, [script, '--seconds', '30'], { encoding: 'utf8' });
  console.log(stdout);
  expect(stdout).toContain('all held');
  expect(status).toBe(0);
});
