import { chosenNetwork, type PlatformChoice, platformNamed, withOperations } from './with-operations.ts';

interface PersonOptions extends PlatformChoice {
  readonly platform: string;
}

/** `mudan person export` and `mudan person erase`. */
export async function person(step: 'export' | 'erase', account: string, options: PersonOptions): Promise<void> {
  const config = platformNamed(await chosenNetwork(options), options.platform);
  const result = await withOperations(
    config,
    (operations): Promise<unknown> =>
      step === 'export' ? operations.exportPerson(account) : operations.erasePerson(account),
  );
  console.log(JSON.stringify(result, null, 2));
}
