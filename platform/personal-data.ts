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

/** What the platform keeps of a person (PIPL art. 45: access and copy). */
export interface PersonalData {
  readonly account: Readonly<Record<string, unknown>>;
  /** What each room keeps: sessions, bookings, test requests and so on. */
  readonly kept: Readonly<Record<string, readonly object[]>>;
  /** What was done by the person or to the account, newest first, at most 1,000 of each. */
  readonly actions: readonly object[];
}

const MOST_ACTIONS = 1000;

/** Everything that is kept of a person, as JSON; other people's data in it is hidden. Throws `UserError` when there is no such account. */
export async function exportPerson({ auth, kernel }: PersonalDataRooms, accountId: string): Promise<PersonalData> {
  const account = await auth.accounts.find(accountId);
  if (!account) throw new UserError(`There is no account ${accountId}.`);
  const {
    passwordHash: _password,
    totpSecret: _secret,
    totpLastStep: _step,
    recoveryHashes: _codes,
    ...shown
  } = account;
  return {
    account: shown,
    kept: await kernel.people.export(accountId),
    actions: await actionsOf(kernel, accountId),
  };
}

async function actionsOf(kernel: Kernel, accountId: string): Promise<readonly object[]> {
  const filter = { first: MOST_ACTIONS, personal: { of: accountId } };
  const rows = await Promise.all([
    kernel.audit.list({ ...filter, actor: accountId }),
    kernel.audit.list({ ...filter, recordId: accountId }),
  ]);
  const bySeq = new Map(rows.flat().map(({ hash: _hash, correlationId: _id, ...row }) => [row.seq, row]));
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq);
}

/**
 * Erases a person: name, login names, credentials and rights of the account go, sessions end, the key of the personal data in the audit trail is destroyed,
 * every room blanks its copies, and every partner is told to do the same with its local subject (PIPL art. 47). The id stays, as a pseudonym that nothing
 * leads back from, so that history and the audit chain hold. May run again.
 */
export async function erasePerson(
  rooms: PersonalDataRooms,
  accountId: string,
  askedBy: 'person' | 'staff' = 'staff',
): Promise<ErasureReceipt> {
  const { auth, kernel, link, stores } = rooms;
  if (!(await auth.accounts.find(accountId))) throw new UserError(`There is no account ${accountId}.`);
  await eraseAccount(rooms, accountId);
  const partners = await stores.partners.list();
  await kernel.transact(systemCaller(kernel.platform.id, `erase-${accountId}`), async (tx) => {
    await kernel.people.erase(tx, accountId);
    tx.audit({ action: 'eraseAccount', recordId: accountId, after: { askedBy } });
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
  return { erased: accountId, toldPartners: partners.map(({ platform }) => platform), notRecalled: NOT_RECALLED };
}

/** What the person is told about an erasure. */
export interface ErasureReceipt {
  /** The id that stays as a pseudonym. */
  readonly erased: string;
  /** Platforms that erase their copies as soon as they answer. */
  readonly toldPartners: readonly string[];
  /** What no platform can take back, in both languages. */
  readonly notRecalled: { readonly zh: string; readonly en: string };
}

const NOT_RECALLED = {
  zh: '已发出的邮件、短信和企业微信消息无法撤回，本平台不再保留其内容；未关联账户而以自由文本录入的姓名，请指明记录，由平台工作人员删除（redactPersonalText）；删除前的备份在到期前仍含原数据。',
  en: 'Mails and messages that were sent cannot be called back; nothing of them is kept here. Names typed as free text without an account are erased by staff when the records are named (redactPersonalText). Backups from before hold the data until they expire.',
} as const;

async function eraseAccount({ auth }: Pick<PersonalDataRooms, 'auth'>, accountId: string): Promise<void> {
  await auth.sessions.revokeAll(accountId);
  await auth.accounts.erase(accountId);
  auth.standing.forget(accountId);
}

/**
 * Follows erasures of partners' users: their local subjects are erased as accounts of our own are. The account itself goes by `account.erased`, after the
 * transaction: until that is done, the subject can still be found by a repeated event.
 */
export function followErasures(rooms: PersonalDataRooms): void {
  const { kernel, auth, stores } = rooms;
  kernel.people.keep({
    name: 'sessions',
    export: (accountId) => auth.sessions.list(accountId),
    erase: (accountId) => eraseAccount(rooms, accountId),
  });
  kernel.consume({
    name: 'auth.erasures',
    types: ['partner.user.erased'],
    handle: async ({ payload }, tx) => {
      const { home, sub } = payload as { home: string; sub: string };
      const partner = await stores.partners.findByPlatform(home);
      const account = partner ? await auth.accounts.findByOrigin(partner.baseUrl, sub) : null;
      if (!account) return;
      await kernel.people.erase(tx, account.id);
      tx.audit({ action: 'eraseAccount', recordId: account.id });
    },
  });
}
