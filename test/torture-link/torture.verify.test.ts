import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('remote bookings, test requests, deliveries and requests to experts survive kills and a bad line: a short run of npm run torture:link', async () => {
  const program = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [program, '--bookings', '60'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(output).toContain('60 bookings, 12 test requests, 12 deliveries, 12 expert requests, 0 failures');
  expect(code).toBe(0);
});
