import { newTotpSecret } from '../auth/accounts/totp.ts';
import { systemCaller } from '../kernel/caller.ts';
import type { Platform } from './create-platform.ts';
import { importFile } from './importers.ts';
import type { Operations } from './operations.ts';
import { erasePerson, exportPerson } from './personal-data.ts';
import { runRegistryCommand } from './registry-commands.ts';
import { seedPlatform } from './seed-platform.ts';
import { UserError } from './user-error.ts';

/** The operator's operations on a platform in this process. */
export function platformOperations(platform: Platform): Operations {
  const { kernel, auth, link, clock } = platform;
  const settle = async (): Promise<{ settled: true }> => {
    await kernel.settled();
    await link.settle();
    await kernel.settled();
    return { settled: true };
  };
  return {
    seed: (scale, progress) => seedPlatform(platform, scale, progress),
    importFile: (request, progress) => importFile(platform, request, progress),
    createAdministrator: async (username, password) => {
      if (await auth.accounts.findByLogin(username)) throw new UserError(`The name ${username} is taken.`);
      const totpSecret = newTotpSecret();
      const account = await auth.accounts.create({
        logins: [username],
        name: username,
        password,
        totpSecret,
        grants: [{ role: 'PLATFORM_ADMINISTRATOR', path: [kernel.platform.id] }],
        unitId: null,
      });
      await kernel.transact(systemCaller(kernel.platform.id, 'admin-create'), async (tx) =>
        tx.audit({ action: 'createAdministrator', recordId: account.id, after: { username } }),
      );
      return { accountId: account.id, totpSecret };
    },
    advanceClock: async (minutes) => {
      if (minutes !== 0) clock.advance(minutes);
      return { now: clock.now().toISOString() };
    },
    noticesTo: async (ids) =>
      (await kernel.notices.list({ to: ids, first: 100, locale: 'zh' })).map(({ template, about, subject }) => ({
        template,
        about,
        subject,
      })),
    registry: (command) => runRegistryCommand(platform.registry.registry, platform.registry.store, command),
    exportPerson: (accountId) => exportPerson(platform, accountId),
    erasePerson: (accountId) => erasePerson(platform, accountId),
    dropSecondFactor: async (accountId) => {
      if (!(await auth.accounts.find(accountId))?.totpSecret)
        throw new UserError(`There is no account ${accountId} with a second factor.`);
      await auth.accounts.dropSecondFactor(accountId);
      await auth.sessions.revokeAll(accountId);
      auth.standing.forget(accountId);
      return { dropped: accountId };
    },
    verifyAudit: () => link.checkpoints.verify(),
    settle,
  };
}
