import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { RegistryCommand } from '../registry-commands.ts';
import { UserError } from '../user-error.ts';
import { chosenNetwork, type PlatformChoice, platformNamed, withOperations } from './with-operations.ts';

export interface RegistryOptions extends PlatformChoice {
  readonly platform: string;
  readonly url?: string;
  readonly sdl?: string;
  readonly check?: boolean;
}

/** `mudan registry ACTION`: prints what came of it; exit code 1 when it was not done. */
export async function registry(
  action: RegistryCommand['action'],
  argument: string | undefined,
  options: RegistryOptions,
): Promise<void> {
  const config = platformNamed(await chosenNetwork(options), options.platform);
  const command = commandOf(action, argument ?? '', options);
  const { done, lines } = await withOperations(config, (operations) => operations.registry(command));
  for (const line of lines) (done ? console.log : console.error)(line);
  if (!done) process.exitCode = 1;
}

function commandOf(action: RegistryCommand['action'], argument: string, options: RegistryOptions): RegistryCommand {
  const by = `${userInfo().username} (command line)`;
  const checkOnly = options.check ?? false;
  switch (action) {
    case 'put':
      if (options.url === undefined) throw new UserError('Give --url: where the gateway reaches the subgraph.');
      return {
        action,
        name: argument,
        url: options.url,
        sdl: options.sdl === undefined ? null : read(options.sdl),
        checkOnly,
        by,
      };
    case 'remove':
      return { action, name: argument, checkOnly, by };
    case 'rollback':
      return { action, to: Number(argument), by };
    case 'trust':
      return { action, documents: manifest(argument), source: argument };
    default:
      return { action };
  }
}

function manifest(file: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(read(file)) as Readonly<Record<string, string>>;
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserError(`${file} is not JSON.`);
    throw error;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
