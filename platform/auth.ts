import { join } from 'node:path';
import { type Auth, createAuth } from '../auth/create-auth.ts';
import { readFederationKey } from '../auth/federation/key-file.ts';
import { CROSSING_SCOPES, requiresAdmission } from '../auth/policy.ts';
import { systemCaller } from '../kernel/caller.ts';
import type { Kernel, Logger } from '../kernel/types.ts';
import type { Storage } from '../storage/index.ts';
import { readAuthSettings } from './auth-settings.ts';
import { type AuthStores, openAuthStores } from './auth-store.ts';
import type { PlatformConfig } from './config.ts';
import { federationKeyPath } from './trust.ts';

/** The ports of auth/ on the platform's database. The kernel comes later than the stores: it is asked for when a row is written. */
export function openPlatformAuthStores(
  config: PlatformConfig,
  storage: Storage,
  kernel: () => Kernel,
): Promise<AuthStores> {
  return openAuthStores({
    connection: storage.connection,
    transaction: (work) => storage.transaction(work),
    kernel: { platform: config, transact: (caller, work) => kernel().transact(caller, work) },
    messages: {
      send: async ({ to, template, values }) => {
        const caller = systemCaller(config.id, 'auth-message');
        await kernel().transact(caller, async (tx) => tx.notify({ template, to: [to], about: to, values }));
      },
    },
  });
}

/** The OpenID provider, tokens and exchange of a platform, with the partners of its configuration pinned. */
export async function createPlatformAuth(config: PlatformConfig, stores: AuthStores, log: Logger): Promise<Auth> {
  const { requiresAdmission: said, ...settings } = readAuthSettings(process.env.MUDAN_AUTH, config.id);
  for (const partner of config.network) {
    if (partner.id === config.id) continue;
    await stores.partners.pin({
      platform: partner.id,
      baseUrl: partner.origin,
      name: partner.name,
      level: partner.level,
      parent: partner.parent,
      pinnedKeys: partner.federationKey && isPinned(config, partner) ? [partner.federationKey] : [],
      scopes: CROSSING_SCOPES,
      requiresAdmission: said[partner.id] ?? requiresAdmission(config, partner),
      blocked: false,
    });
  }
  return createAuth({
    platformId: config.id,
    platformName: config.name,
    level: config.level,
    parent: config.parent,
    base: config.origin,
    ports: stores.ports,
    ...settings,
    clock: { now: () => new Date() },
    allowPrivateAddresses: config.origin.startsWith('http:'),
    federationKey: await readFederationKey(join(config.dataDir, federationKeyPath)),
    onError: (error) => log.error({ err: error }, 'auth failed'),
  });
}

/**
 * Keys are pinned of the platforms right above and below and of the root of the tree (the trust anchor); all others are
 * trusted along their chain (OpenID Federation), however many there are.
 */
function isPinned(own: PlatformConfig, other: PlatformConfig['network'][number]): boolean {
  return other.id === own.parent || other.parent === own.id || other.parent === null;
}
