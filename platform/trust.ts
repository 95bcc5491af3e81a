import { join } from 'node:path';
import { ensureFederationKey } from '../auth/federation/key-file.ts';
import type { PlatformConfig } from './config.ts';

/** Where a platform's federation key lies in its data directory (mode 0600). */
export const federationKeyPath = 'federation-key.json';

/** Makes the federation keys of the platforms of this machine where they are missing, and pins each one's public half in the others' configuration. */
export async function withPinnedKeys(configs: readonly PlatformConfig[]): Promise<readonly PlatformConfig[]> {
  const keys = new Map<string, Readonly<Record<string, unknown>>>();
  for (const config of configs)
    keys.set(config.id, { ...(await ensureFederationKey(join(config.dataDir, federationKeyPath))) });
  return configs.map((config) => ({
    ...config,
    network: config.network.map((member) => ({
      ...member,
      federationKey: keys.get(member.id) ?? member.federationKey,
    })),
  }));
}
