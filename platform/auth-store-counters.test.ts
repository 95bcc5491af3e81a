import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Auth } from '../auth/create-auth.ts';
import type { Storage } from '../storage/index.ts';
import { startAuthServer } from '../test/harness/auth-server.ts';
import { openTestStorage } from '../test/harness/kernel.ts';
import { memoryPorts } from '../test/harness/memory-ports.ts';
import { openCounterStore } from './auth-store-counters.ts';

let dataDir: string;
let storage: Storage;
const replicas: Awaited<ReturnType<typeof startAuthServer>>[] = [];
const account = { logins: ['chen'], name: '陈思远', password: 'a password that is long', grants: [] };

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mudan-counters-'));
  storage = await openTestStorage(dataDir, 'mdj');
  const shared = memoryPorts();
  for (let index = 0; index < 2; index += 1) {
    const ports = { ...shared, counters: await openCounterStore(storage.connection) };
    replicas.push(await startAuthServer('mdj', { ports }));
  }
  await replicas[0]?.auth.accounts.create(account);
});
afterAll(async () => {
  for (const replica of replicas) await replica.close();
  await storage.close();
  await rm(dataDir, { recursive: true, force: true });
});

const of = (index: number): Auth => (replicas[index] as (typeof replicas)[number]).auth;
const login = (index: number, password: string, ip = '10.0.0.1') =>
  of(index)
    .accounts.login({ login: 'chen', password, ip })
    .then(
      ({ kind }) => kind,
      (error: { code: string }) => error.code,
    );

test('failures at two replicas on one database share one allowance', async () => {
  const answers = [];
  for (let tries = 0; tries < 11; tries += 1) answers.push(await login(tries % 2, 'wrong'));
  expect(answers).toEqual([...Array.from({ length: 10 }, () => 'LOGIN_FAILED'), 'LOGIN_THROTTLED']);
  expect(await login(1, account.password)).toBe('LOGIN_THROTTLED');
  expect(await login(0, account.password, '10.0.0.2')).toBe('ok');
});

test('a right password forgets the failures before it, at every replica', async () => {
  const ip = '10.0.0.3';
  for (let tries = 0; tries < 9; tries += 1) await login(0, 'wrong', ip);
  expect(await login(1, account.password, ip)).toBe('ok');
  for (let tries = 0; tries < 9; tries += 1) expect(await login(0, 'wrong', ip)).toBe('LOGIN_FAILED');
  expect(await login(1, account.password, ip)).toBe('ok');
});

test('the rows name nobody, and what has expired is purged', async () => {
  const rows = storage.connection.collection<{ key: string }>('auth_counters');
  const kept = await rows.find({}).toArray();
  expect(kept.length).toBeGreaterThan(0);
  expect(JSON.stringify(kept)).not.toMatch(/chen|10\.0\.0/);
  const counters = await openCounterStore(storage.connection);
  await counters.purge(new Date(Date.now() + 2 * 3600_000));
  expect(await rows.countDocuments({})).toBe(0);
});

test('while the counters cannot be reached nobody logs in, not even with the right password', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'mudan-counters-down-'));
  const gone = await openTestStorage(elsewhere, 'mdj');
  const ports = { ...memoryPorts(), counters: await openCounterStore(gone.connection) };
  const server = await startAuthServer('mdj', { ports });
  await server.auth.accounts.create(account);
  await gone.close();
  const attempt = server.auth.accounts.login({ login: 'chen', password: account.password, ip: '10.0.0.4' });
  await expect(attempt).rejects.toMatchObject({ code: 'STORE_DOWN', status: 503 });
  await server.close();
  await rm(elsewhere, { recursive: true, force: true });
});
