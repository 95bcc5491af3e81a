import { join } from 'node:path';
import { type Auth, createAuth } from '../auth/create-auth.ts';
import { readFederationKey } from '../auth/federation/key-file.ts';
import { CROSSING_SCOPES } from '../auth/policy.ts';
import { systemCaller } from '../kernel/caller.ts';
import type { Kernel, Logger } from '../kernel/types.ts';
import type { Storage } from '../storage/index.ts';
import { type AuthStores, openAuthStores } from './auth-store.ts';
import type { PlatformConfig } from './config.ts';
import { federationKeyPath } from './trust.ts';

export interface PlatformAuth {
  readonly auth: Auth;
  readonly stores: AuthStores;
}

/** The OpenID provider, tokens and exchange of a platform on its own database, with the partners of its configuration pinned. */
export async function createPlatformAuth(parts: { readonly config: PlatformConfig; readonly storage: Storage; readonly kernel: Kernel; readonly log: Logger }): Promise<PlatformAuth> {
  const { config, storage, kernel, log } = parts;
  const clock = { now: () => new Date() };
  const stores = await openAuthStores({
    connection: storage.connection,
    transaction: (work) => storage.transaction(work),
    kernel,
    messages: {
      send: async ({ to, template, values }) => {
        await kernel.transact(systemCaller(kernel.platform.id, 'auth-message'), async (tx) => tx.notify({ template, to: [to], about: to, values }));
      },
    },
  });
  for (const partner of config.network) {
    if (partner.id === config.id) continue;
    await stores.partners.pin({
      platform: partner.id,
      baseUrl: partner.origin,
      name: partner.name,
      level: partner.level,
      parent: partner.parent,
      pinnedKeys: partner.federationKey ? [partner.federationKey] : [],
      scopes: CROSSING_SCOPES,
      blocked: false,
    });
  }
  const auth = await createAuth({
    platformId: config.id,
    platformName: config.name,
    level: config.level,
    parent: config.parent,
    base: config.origin,
    ports: stores.ports,
    clock,
    allowPrivateAddresses: config.origin.startsWith('http:'),
    federationKey: await readFederationKey(join(config.dataDir, federationKeyPath)),
    onError: (error) => log.error({ err: error }, 'auth failed'),
  });
  kernel.job(stores.purge);
  return { auth, stores };
}
