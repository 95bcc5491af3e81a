import { networkConfigs, type PlatformConfig } from '../config.ts';
import { connectControl } from '../control.ts';
import { createPlatform } from '../create-platform.ts';
import { createPlatformLog } from '../log.ts';
import type { Operations } from '../operations.ts';
import { platformOperations } from '../platform-operations.ts';
import { withPinnedKeys } from '../trust.ts';
import { UserError } from '../user-error.ts';
import { networkNamed } from './network-named.ts';

export interface PlatformChoice {
  readonly data: string;
  readonly network: string;
  /** Where the first platform of the network listens, when that is not the default. */
  readonly platformPort?: number;
}

/** The configurations of the network that a command works on. Nothing is listened to; ports matter only as part of the platforms' origins. */
export async function chosenNetwork(
  choice: PlatformChoice & { readonly scale?: number; readonly production?: boolean },
): Promise<readonly PlatformConfig[]> {
  const planned = networkConfigs({
    network: networkNamed(choice.network),
    data: choice.data,
    port: choice.platformPort ?? 4000,
    production: choice.production ?? false,
    scale: choice.scale ?? 1,
    mongodbUri: process.env.MONGODB_URI,
  });
  return withPinnedKeys(planned);
}

/** One platform of the network by its id. Throws `UserError` with the known ones. */
export function platformNamed(configs: readonly PlatformConfig[], id: string): PlatformConfig {
  const config = configs.find((one) => one.id === id);
  if (!config) throw new UserError(`There is no platform ${id}. Known: ${configs.map((one) => one.id).join(', ')}.`);
  return config;
}

/** Does `work` with a platform's operations: through the running platform when there is one, else on its data directly. */
export async function withOperations<T>(
  config: PlatformConfig,
  work: (operations: Operations) => Promise<T>,
): Promise<T> {
  const running = await connectControl(config.dataDir);
  if (running) return work(running);
  const platform = await createPlatform(config, createPlatformLog(config));
  try {
    await platform.start();
    return await work(platformOperations(platform));
  } finally {
    await platform.close();
  }
}
