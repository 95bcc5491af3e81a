import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));

/** The full size is `npm run torture:booking`. */
test('a short torture with one kill leaves nothing wrong', async () => {
  const options = ['--clients', '40', '--instruments', '10', '--seconds', '15', '--kills', '1'];
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    program,
    ...options,
  ]);
  expect(stdout).toContain('no overlap, nothing lost, replays equal, trial balance 0');
});
