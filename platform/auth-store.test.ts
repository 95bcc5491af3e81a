import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountRecord } from '../auth/ports.ts';
import type { Storage } from '../storage/index.ts';
import { openTestStorage } from '../test/harness/kernel.ts';
import { openAccountStore } from './auth-store-accounts.ts';
import { openPartnerRegistry } from './auth-store-partners.ts';
import { openArtifactStore, openKeyStore, openReplayStore, openSecretStore } from './auth-store-tokens.ts';

let dataDir: string;
let storage: Storage;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mudan-auth-'));
  storage = await openTestStorage(dataDir, 'mdj');
});
afterAll(async () => {
  await storage.close();
  await rm(dataDir, { recursive: true, force: true });
});

const now = new Date('2026-03-02T00:00:00.000Z');
const later = new Date(Date.now() + 60_000);

function account(id: string, changes: Partial<AccountRecord> = {}): AccountRecord {
  return {
    id,
    logins: [`${id}-login`],
    name: '陈思远',
    locale: 'zh',
    home: 'mdj',
    unitId: null,
    grants: [{ role: 'RESEARCHER', path: ['mdj'] }],
    passwordHash: 'hash',
    totpSecret: null,
    totpLastStep: 0,
    recoveryHashes: [],
    authorisationVersion: 1,
    disabled: false,
    origin: null,
    createdAt: now,
    ...changes,
  };
}

test('an account is found by login and id, a taken login is refused', async () => {
  const store = await openAccountStore(storage.connection, (work) => storage.transaction(work));
  expect(await store.insert(account('a1'))).toBe(true);
  expect(await store.insert(account('a2', { logins: ['a1-login'] }))).toBe(false);
  expect(await store.findById('a2')).toBeNull();
  const found = await store.findByLogin('a1-login');
  expect(found).toMatchObject({ id: 'a1', passwordHash: 'hash', authorisationVersion: 1 });
  expect(found?.grants[0]).toMatchObject({ role: 'RESEARCHER', path: ['mdj'] });
});

test("a partner's user is keyed by issuer and sub, once", async () => {
  const store = await openAccountStore(storage.connection, (work) => storage.transaction(work));
  const origin = { issuer: 'https://hlj.example', sub: 'pairwise' };
  expect(await store.insert(account('p1', { logins: [], origin, home: 'hlj' }))).toBe(true);
  expect(await store.insert(account('p2', { logins: [], origin, home: 'hlj' }))).toBe(false);
  expect(await store.findByOrigin(origin.issuer, origin.sub)).toMatchObject({ id: 'p1', home: 'hlj', origin });
  expect(await store.findByOrigin('https://other.example', origin.sub)).toBeNull();
});

test('a change raises the version in the same write; a TOTP step is used once', async () => {
  const store = await openAccountStore(storage.connection, (work) => storage.transaction(work));
  await store.insert(account('c1'));
  const changed = await store.update('c1', { passwordHash: 'new', totpSecret: 'S', raiseVersion: true });
  expect(changed).toMatchObject({ passwordHash: 'new', totpSecret: 'S', authorisationVersion: 2 });
  const used = await Promise.all([store.claimTotpStep('c1', 7), store.claimTotpStep('c1', 7)]);
  expect(used.filter(Boolean)).toHaveLength(1);
  expect(await store.claimTotpStep('c1', 6)).toBe(false);
});

test('a recovery code is used once, however many try it at the same time', async () => {
  const store = await openAccountStore(storage.connection, (work) => storage.transaction(work));
  await store.insert(account('r1'));
  await store.update('r1', { recoveryHashes: ['one', 'two'] });
  const used = await Promise.all(Array.from({ length: 8 }, () => store.claimRecoveryCode('r1', 'one')));
  expect(used.filter(Boolean)).toHaveLength(1);
  expect((await store.findById('r1'))?.recoveryHashes).toEqual(['two']);
  expect(await store.claimRecoveryCode('r1', 'three')).toBe(false);
});

test('an artifact is consumed by exactly one, expires, and goes with its grant', async () => {
  const store = await openArtifactStore(storage.connection);
  const payload = { grantId: 'g', uid: 'u', resources: { 'http://localhost:4000/graphql': 'graph' } };
  await store.upsert('AuthorizationCode', 'x', payload, later);
  expect(await store.findByUid('AuthorizationCode', 'u')).toEqual(payload);
  const won = await Promise.all([1, 2, 3].map(() => store.consume('AuthorizationCode', 'x', now)));
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await store.find('AuthorizationCode', 'x')).toMatchObject({ consumed: now.getTime() / 1000 });
  await store.revokeByGrantId('g');
  expect(await store.find('AuthorizationCode', 'x')).toBeUndefined();
  await store.upsert('Session', 's', { accountId: 'a1', loginTs: 1 }, new Date(Date.now() - 1));
  expect(await store.find('Session', 's')).toBeUndefined();
  await store.upsert('Session', 't', { accountId: 'a1', loginTs: 2 }, later);
  expect(await store.sessionsOf('a1', now)).toEqual([{ accountId: 'a1', loginTs: 2 }]);
});

test('rotation retires the older keys of the purpose', async () => {
  const store = await openKeyStore(storage.connection, (work) => storage.transaction(work));
  const key = { purpose: 'partner' as const, jwk: { kty: 'EC' }, createdAt: now, retireAt: null };
  await store.rotate({ ...key, kid: 'one' }, later);
  await store.rotate({ ...key, kid: 'two' }, later);
  await store.rotate({ ...key, kid: 'other', purpose: 'oidc' }, later);
  const found = await store.list('partner');
  expect(found.find((one) => one.kid === 'one')?.retireAt).toEqual(later);
  expect(found.find((one) => one.kid === 'two')?.retireAt ?? null).toBeNull();
  await store.removeRetired(new Date(later.getTime() + 1));
  expect((await store.list('partner')).map((one) => one.kid)).toEqual(['two']);
});

test('a secret is made once and an identifier is claimed once, however many ask', async () => {
  const secrets = await openSecretStore(storage.connection);
  const made = await Promise.all([1, 2, 3].map((n) => secrets.getOrCreate('s', () => `value ${n}`)));
  expect(new Set(made).size).toBe(1);
  const replay = await openReplayStore(storage.connection);
  const claims = await Promise.all(Array.from({ length: 20 }, () => replay.claim('grant', 'jti', later)));
  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await replay.claim('dpop', 'jti', later)).toBe(true);
});

test('a blocked partner stays blocked when configuration pins it again', async () => {
  const registry = await openPartnerRegistry(storage.connection);
  const partner = {
    platform: 'hlj',
    baseUrl: 'https://hlj.example',
    name: { zh: '黑龙江', en: 'hlj' },
    level: 'PROVINCE',
    parent: null,
    pinnedKeys: [],
    scopes: [],
    blocked: false,
  };
  await registry.pin(partner);
  expect(await registry.block('hlj', true)).toBe(true);
  await registry.pin(partner);
  expect(await registry.findByBaseUrl('https://hlj.example')).toMatchObject({ platform: 'hlj', blocked: true });
  expect(await registry.findByPlatform('nobody')).toBeNull();
});
