import { type NetworkName, networks } from '../networks.ts';
import { UserError } from '../user-error.ts';

/** Checks a network's name from the command line. Throws `UserError`. */
export function networkNamed(name: string): NetworkName {
  if (Object.hasOwn(networks, name)) return name as NetworkName;
  throw new UserError(`There is no network ${name}. Known: ${Object.keys(networks).join(', ')}.`);
}
