import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { beforeEach, expect, test } from 'vitest';
import { movableClock } from '../../test/harness/auth-server.ts';
import { AuthError } from '../errors.ts';
import type { PartnerRecord } from '../ports.ts';
import { createTrustCache, type TrustCache } from './trust.ts';

const partner: PartnerRecord = {
  platform: 'hlj',
  baseUrl: 'https://hlj.example',
  name: { zh: '', en: '' },
  level: 'PROVINCE',
  parent: null,
  pinnedKeys: [],
  scopes: [],
  blocked: false,
};
const HOUR = 3600;
let clock: ReturnType<typeof movableClock>;
let resolved: number;
let down: boolean;
let keys: JWK[];
let cache: TrustCache;

async function key(kid: string): Promise<JWK> {
  return { ...(await exportJWK((await generateKeyPair('ES256')).publicKey)), kid };
}

beforeEach(async () => {
  clock = movableClock();
  resolved = 0;
  down = false;
  keys = [await key('first')];
  cache = createTrustCache(async () => {
    if (down) throw new AuthError('CHAIN_UNREACHABLE', 'away');
    resolved += 1;
    const metadata = {
      platform: 'hlj',
      name: partner.name,
      level: 'PROVINCE',
      parent: null,
      contract_endpoint: '',
      token_endpoint: '',
      contract_versions: [1],
      jwks: { keys },
    };
    return { base: partner.baseUrl, metadata, expires: clock.now().getTime() / 1000 + 24 * HOUR };
  }, clock);
});

test('a chain is resolved once and looked at again after an hour', async () => {
  await cache.platform(partner);
  clock.move(HOUR - 1);
  await cache.platform(partner);
  expect(resolved).toBe(1);
  clock.move(2);
  await cache.platform(partner);
  expect(resolved).toBe(2);
});

test('an outage does not end the trust while the chain holds, and does when it has expired', async () => {
  await cache.platform(partner);
  down = true;
  clock.move(20 * HOUR);
  expect((await cache.platform(partner)).metadata.platform).toBe('hlj');
  clock.move(5 * HOUR);
  await expect(cache.platform(partner)).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
});

test('an unknown kid makes it look again, once in 30 s', async () => {
  expect(await cache.key(partner, 'second')).toBeNull();
  keys = [...keys, await key('second')];
  expect(await cache.key(partner, 'second')).toBeNull();
  expect(resolved).toBe(1);
  clock.move(30);
  expect(await cache.key(partner, 'second')).not.toBeNull();
  expect(await cache.key(partner, 'first')).not.toBeNull();
  expect(resolved).toBe(2);
});

test('a platform that calls itself by another id is not trusted', async () => {
  await expect(cache.platform({ ...partner, platform: 'jl' })).rejects.toMatchObject({ code: 'CHAIN_INVALID' });
});
