import type { NetworkOptions, PlatformConfig } from '../config.ts';
import { networkConfigs } from '../config.ts';
import { connectControl } from '../control.ts';
import { demoAccounts, demoPassword } from '../demo-accounts.ts';
import type { Operations } from '../operations.ts';
import { type Supervisor, supervise } from '../supervisor.ts';
import { withPinnedKeys } from '../trust.ts';
import { Person } from './client.ts';
import { loginWithPassword } from './login.ts';

/** Monday 2013-03-04, 08:00 in Asia/Shanghai: the first quarter after the seeded years. */
export const WALKTHROUGH_STARTS_AT = '2013-03-04T00:00:00.000Z';

/** Two fresh platforms with a clock of their own, and the people who act. */
export interface World {
  readonly configs: readonly PlatformConfig[];
  readonly supervisor: Supervisor;
  config(platform: string): PlatformConfig;
  visitor(platform: string): Person;
  /** Logs a demo account in at its own platform through the OpenID provider: code + PKCE, password, TOTP where it is an administrator. */
  login(username: string): Promise<Person>;
  /** Logs in again although there is a token: rights have changed, and the old one is refused. */
  loginAgain(username: string): Promise<Person>;
  operations(platform: string): Promise<Operations>;
  /** Moves the clocks of all running platforms. */
  advance(minutes: number): Promise<void>;
  /** Waits until events, search and harvest have caught up on the named platforms. */
  settle(...platforms: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts the world in `data`, at `startsAt` of its own clock. Ports are `port` and `port + 100`. */
export async function createWorld(
  {
    startsAt = WALKTHROUGH_STARTS_AT,
    ...options
  }: Pick<NetworkOptions, 'data' | 'port'> & {
    readonly scale?: number;
    readonly startsAt?: string;
  },
  progress?: (line: string) => void,
): Promise<World> {
  const configs = await withPinnedKeys(
    networkConfigs({
      network: 'two',
      production: false,
      scale: options.scale ?? 1,
      ...options,
      clockStartsAt: startsAt,
    }),
  );
  const supervisor = await supervise(configs, {
    progress: ({ platform, label, done, total }) => done >= total && progress?.(`${platform}: ${label} (${total})`),
  });
  const config = (platform: string): PlatformConfig => {
    const found = configs.find(({ id }) => id === platform);
    if (!found) throw new Error(`no platform ${platform}`);
    return found;
  };
  const operations = async (platform: string): Promise<Operations> => {
    const found = await connectControl(config(platform).dataDir);
    if (!found) throw new Error(`platform ${platform} does not run`);
    return found;
  };
  const people = new Map<string, Promise<Person>>();
  const loginAgain = (username: string): Promise<Person> => {
    const person = logIn(config, username);
    people.set(username, person);
    return person;
  };
  return {
    configs,
    supervisor,
    config,
    visitor: (platform) => new Person(config(platform).origin, null),
    login: (username) => people.get(username) ?? loginAgain(username),
    loginAgain,
    operations,
    advance: async (minutes) => {
      for (const { id } of configs) if (supervisor.pid(id)) await (await operations(id)).advanceClock(minutes);
    },
    settle: async (...platforms) => {
      for (const platform of platforms) await (await operations(platform)).settle();
    },
    close: () => supervisor.close(),
  };
}

async function logIn(config: World['config'], username: string): Promise<Person> {
  const account = demoAccounts.find((one) => one.username === username);
  if (!account) throw new Error(`no demo account ${username}`);
  const { origin } = config(account.platform);
  const { totpSecret } = account;
  return new Person(origin, await loginWithPassword({ origin, username, password: demoPassword, totpSecret }));
}
