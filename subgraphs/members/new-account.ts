import type { Model } from 'mongoose';
import type { Role } from '../../kernel/caller.ts';
import { say } from '../../kernel/refusals.ts';
import { type Kernel, Refused, type Tx } from '../../kernel/types.ts';
import type { AccountRow, GrantRow } from './models.ts';

/** What is given for a new account; everything else has its beginning. */
export interface NewAccount {
  readonly username: string;
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly telephone?: string | null | undefined;
  readonly unitId: string | null;
  readonly grants: readonly GrantRow[];
  readonly disabled?: boolean;
  readonly registration?: AccountRow['registration'];
}

/** An account of this platform without credentials: the person sets a password by a single-use link. */
export function newAccount(tx: Tx, kernel: Pick<Kernel, 'newId' | 'platform'>, given: NewAccount): AccountRow {
  const id = kernel.newId('account');
  const named = [given.username, given.email, given.telephone].filter((login) => typeof login === 'string');
  return {
    _id: id,
    username: given.username.trim(),
    logins: [...new Set([id, ...named.map(normaliseLogin)])],
    name: given.name.trim(),
    email: given.email ?? null,
    telephone: given.telephone ?? null,
    locale: tx.caller.locale,
    home: kernel.platform.id,
    unitId: given.unitId,
    grants: given.grants,
    level: 1,
    authorisationVersion: 1,
    disabled: given.disabled ?? false,
    origin: null,
    createdAt: tx.now,
    version: 1,
    registration: given.registration ?? null,
  };
}

/** Inserts an account; `AccountNameTaken` when one of its logins is another's. */
export async function insertAccount(accounts: Model<AccountRow>, tx: Tx, account: AccountRow): Promise<void> {
  const taken = { logins: { $in: [...account.logins] } };
  const other = await accounts.findOne(taken).session(tx.session).lean();
  if (other) throw nameTaken(tx, account, other);
  await accounts.insertMany([account], { session: tx.session });
}

function nameTaken({ caller }: Tx, account: AccountRow, other: AccountRow): Refused {
  const fields = ['username', 'email', 'telephone'] as const;
  const field = fields.find((name) => other.logins.includes(normaliseLogin(account[name] ?? ''))) ?? 'username';
  const message = say(caller, { zh: '该登录名已被使用，请换一个。', en: 'This login name is taken: choose another.' });
  return new Refused({ __typename: 'AccountNameTaken', message, field });
}

/**
 * A login name as it is compared: without blanks around it, lower case, compatibility forms unified; a telephone number without blanks, hyphens and
 * the prefix of China. The same as the OpenID provider's (a test compares the two).
 */
export function normaliseLogin(login: string): string {
  const text = login.normalize('NFKC').trim().toLowerCase();
  const digits = text.replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '');
  return /^\d{5,}$/.test(digits) ? digits : text;
}

export function grantRow(tx: Tx, role: Role, path: readonly string[], until: Date | null): GrantRow {
  return { role, path, since: tx.now, until, grantedBy: tx.caller.subject };
}

/** An account's place in the tree platform ⊃ unit. */
export function accountPath(platform: string, account: Pick<AccountRow, '_id' | 'unitId'>): readonly string[] {
  return [platform, ...(account.unitId ? [account.unitId] : []), account._id];
}

/** Audit row and event of a change of an account: rights, no personal data. */
export function tellAccount(
  tx: Tx,
  platform: string,
  action: string,
  happened: string,
  before: AccountRow | null,
  after: AccountRow,
  reason?: string,
): void {
  const told = { before: rightsOf(before), after: rightsOf(after), ...(reason ? { reason } : {}) };
  tx.audit({ action, recordId: after._id, ...told });
  const { _id: id, unitId, grants, authorisationVersion, disabled, home } = after;
  const payload = { id, unitId, grants, authorisationVersion, disabled, home, path: accountPath(platform, after) };
  tx.emit({ type: `account.${happened}`, recordId: id, version: after.version, payload });
}

function rightsOf(account: AccountRow | null) {
  return account && { unitId: account.unitId, grants: account.grants, disabled: account.disabled };
}
