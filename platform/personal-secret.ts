import { UserError } from './user-error.ts';

const BYTES = 32;

/** The secret of `MUDAN_PERSONAL_SECRET` (base64 of 32 bytes) that wraps the persons' keys; undefined when it is not set. Throws `UserError` when it is odd. */
export function personalSecret(environment: NodeJS.ProcessEnv): Buffer | undefined {
  const given = environment.MUDAN_PERSONAL_SECRET;
  if (given === undefined || given === '') return undefined;
  const secret = Buffer.from(given, 'base64');
  if (secret.length !== BYTES) throw new UserError(`MUDAN_PERSONAL_SECRET must be base64 of ${BYTES} bytes.`);
  return secret;
}
