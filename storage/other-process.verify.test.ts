import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
const QUICK_SUITE = 'storage/storage.test.ts';
const SLOW_SUITE = 'test/isolation-store/isolation.verify.test.ts';
const dir = mkdtempSync(join(tmpdir(), 'mudan-other-process-'));
let server: ChildProcess;
let uri: string;

beforeAll(async () => {
  const port = await freePort();
  server = spawn(process.execPath, ['platform/bin/mudan.js', 'store', '--data', dir, '--port', String(port)], {
    cwd: ROOT,
  });
  if (!server.stdout) throw new Error('no output');
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  uri = line.toString().trim();
});

afterAll(async () => {
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(dir, { recursive: true, force: true });
});

it('the storage suites pass against `mudan store` in another process, by MONGODB_URI', async () => {
  expect(uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\//);
  const env = { ...process.env, MONGODB_URI: uri };
  const quick = spawn('vitest', ['run', QUICK_SUITE], { cwd: ROOT, env });
  const slow = spawn('vitest', ['run', '--config', 'vitest.verify.config.ts', SLOW_SUITE], { cwd: ROOT, env });
  const codes = await Promise.all([quick, slow].map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0]);
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address ? address.port : 0;
}
