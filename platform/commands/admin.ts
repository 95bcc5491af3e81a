import { randomBytes } from 'node:crypto';
import { chosenNetwork, type PlatformChoice, platformNamed, withOperations } from './with-operations.ts';

interface AdminOptions extends PlatformChoice {
  readonly platform: string;
  readonly username: string;
}

/** `mudan admin create`: prints a password and the TOTP secret, once. */
export async function createAdmin(options: AdminOptions): Promise<void> {
  const config = platformNamed(await chosenNetwork({ ...options, production: true }), options.platform);
  const password = randomBytes(15).toString('base64url');
  const { totpSecret } = await withOperations(config, (operations) =>
    operations.createAdministrator(options.username, password),
  );
  console.log(
    [
      `Administrator ${options.username} of ${config.id}. Shown once; keep them safe:`,
      `  password     ${password}`,
      `  TOTP secret  ${totpSecret}`,
    ].join('\n'),
  );
}
