import type { Auth } from '../auth/create-auth.ts';
import { systemCaller } from '../kernel/caller.ts';
import type { Kernel } from '../kernel/types.ts';
import type { Link } from '../link/create-link.ts';
import type { AuthStores } from './auth-store.ts';
import { UserError } from './user-error.ts';

/** The rooms that know a person's account. */
export interface PersonalDataRooms {
  readonly kernel: Kernel;
  readonly auth: Auth;
  readonly link: Pick<Link, 'deliver'>;
  readonly stores: Pick<AuthStores, 'partners'>;
}

/** What the platform's account of a person holds (PIPL art. 45: access and copy). */
export interface PersonalData {
  readonly account: Readonly<Record<string, unknown>>;
  readonly sessions: readonly object[];
  /** What was done in the person's name, newest first, at most 1,000. */
  readonly actions: readonly object[];
}

const MOST_ACTIONS = 1000;

/** Everything under one account, as JSON. Throws `UserError` when there is no such account. */
export async function exportPerson({ auth, kernel }: PersonalDataRooms, accountId: string): Promise<PersonalData> {
  const account = await auth.accounts.find(accountId);
  if (!account) throw new UserError(`There is no account ${accountId}.`);
  const { passwordHash: _password, totpSecret: _secret, totpLastStep: _step, ...shown } = account;
  const actions = await kernel.audit.list({ actor: accountId, first: MOST_ACTIONS });
  return {
    account: shown,
    sessions: await auth.sessions.list(accountId),
    actions: actions.map(({ seq, at, action, recordId }) => ({ seq, at, action, recordId })),
  };
}

/**
 * Erases a person from the account: name, login names, credentials and rights go, sessions end, and every partner is told to do the same with its local
 * subject (PIPL art. 47). The id stays, as a pseudonym that nothing leads back from, so that history and the audit chain hold.
 */
export async function erasePerson(rooms: PersonalDataRooms, accountId: string): Promise<void> {
  const { auth, kernel, link, stores } = rooms;
  if (!(await auth.accounts.find(accountId))) throw new UserError(`There is no account ${accountId}.`);
  await auth.sessions.revokeAll(accountId);
  await auth.accounts.erase(accountId);
  auth.standing.forget(accountId);
  const partners = await stores.partners.list();
  await kernel.transact(systemCaller(kernel.platform.id, `erase-${accountId}`), async (tx) => {
    tx.audit({ action: 'eraseAccount', recordId: accountId });
    for (const { platform, baseUrl } of partners) {
      const sub = auth.exchange.home.pairwise(accountId, baseUrl);
      await link.deliver(tx, platform, {
        type: 'user.erased',
        recordId: `${kernel.platform.id}:user:${sub}`,
        version: 1,
        payload: { sub },
      });
    }
  });
}

/** Follows erasures of partners' users: their local subjects lose name and rights. */
export function followErasures({ kernel, auth, stores }: PersonalDataRooms): void {
  kernel.consume({
    name: 'auth.erasures',
    types: ['partner.user.erased'],
    handle: async ({ payload }) => {
      const { home, sub } = payload as { home: string; sub: string };
      const partner = await stores.partners.findByPlatform(home);
      const account = partner ? await auth.accounts.findByOrigin(partner.baseUrl, sub) : null;
      if (!account) return;
      await auth.accounts.erase(account.id);
      auth.standing.forget(account.id);
    },
  });
}
