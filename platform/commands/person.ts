import type { Operations } from '../operations.ts';
import { chosenNetwork, type PlatformChoice, platformNamed, withOperations } from './with-operations.ts';

interface PersonOptions extends PlatformChoice {
  readonly platform: string;
}

const STEPS = {
  export: (operations, account) => operations.exportPerson(account),
  erase: (operations, account) => operations.erasePerson(account),
  'drop-second-factor': (operations, account) => operations.dropSecondFactor(account),
} as const satisfies Record<string, (operations: Operations, account: string) => Promise<unknown>>;

/** `mudan person export`, `mudan person erase` and `mudan person drop-second-factor`. */
export async function person(step: keyof typeof STEPS, account: string, options: PersonOptions): Promise<void> {
  const config = platformNamed(await chosenNetwork(options), options.platform);
  const result = await withOperations(config, (operations): Promise<unknown> => STEPS[step](operations, account));
  console.log(JSON.stringify(result, null, 2));
}
