import type { Role } from '../../kernel/caller.ts';
import { seedId } from '../../seed/random.ts';
import type { Platform } from '../create-platform.ts';
import { demoAccounts, demoPassword } from '../demo-accounts.ts';

/** The demo accounts of this platform. Called in demo mode only. */
export async function createDemoAccounts(platform: Platform): Promise<number> {
  const { id } = platform.config;
  const own = demoAccounts.filter((account) => account.platform === id);
  await Promise.all(
    own.map(async (account) => {
      if (await platform.auth.accounts.findByLogin(account.username)) return;
      const unitId = account.unit ? seedId(id, 'unit', account.unit) : null;
      const path = unitId ? [id, unitId] : [id];
      await platform.auth.accounts.create({
        id: seedId(id, 'account', account.username),
        logins: [account.username],
        name: account.name,
        password: demoPassword,
        unitId,
        grants: account.roles.map((role) => ({ role, path })),
        ...(account.totpSecret ? { totpSecret: account.totpSecret } : {}),
      });
    }),
  );
  return own.length;
}

/** Who issues the reports of the demo's units: each unit's administrator, and the platform's at its own centre. */
export function demoSignatories(platform: string): readonly { readonly unitId: string; readonly accountId: string }[] {
  const heads: readonly Role[] = ['UNIT_ADMINISTRATOR', 'PLATFORM_ADMINISTRATOR'];
  return demoAccounts
    .filter((one) => one.platform === platform && one.roles.some((role) => heads.includes(role)))
    .map(({ unit, username }) => ({
      unitId: seedId(platform, 'unit', unit ?? `${platform}-centre`),
      accountId: seedId(platform, 'account', username),
    }));
}
