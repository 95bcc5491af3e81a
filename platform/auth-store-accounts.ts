import type { ClientSession, Connection, Model } from 'mongoose';
import type { AccountChange, AccountRecord, AccountStore } from '../auth/ports.ts';
import { createCollections, defineModel, type Stored } from '../kernel/define-model.ts';
import { type AccountRow, accountModel } from '../subgraphs/members/models.ts';

/** What proves that somebody is the account's holder. Read and written by the OpenID provider alone. */
interface CredentialRow extends Stored {
  readonly passwordHash: string | null;
  readonly totpSecret: string | null;
  readonly totpLastStep: number;
  /** Absent in rows of before there were recovery codes. */
  readonly recoveryHashes?: readonly string[];
}

type Transaction = <T>(work: (session: ClientSession) => Promise<T>) => Promise<T>;

/** Which fields of a change live with the credentials; the rest is the members' account. */
const CREDENTIALS = ['passwordHash', 'totpSecret', 'totpLastStep', 'recoveryHashes'] as const;

/**
 * Accounts for auth/: profile and rights are the rows of `members` (so that a revoked role counts from the next request on), credentials
 * a collection of their own under the same id.
 */
export async function openAccountStore(connection: Connection, transaction: Transaction): Promise<AccountStore> {
  const accounts = accountModel(connection);
  const credentials = defineModel<CredentialRow>(connection, 'auth_credentials', {
    passwordHash: String,
    totpSecret: String,
    totpLastStep: Number,
    recoveryHashes: [String],
  });
  await createCollections([accounts]);
  await createCollections([credentials]);
  const whole = async (row: AccountRow | null): Promise<AccountRecord | null> =>
    row === null ? null : asRecord(row, await credentials.findById(row._id).lean<CredentialRow>());
  const findById = async (id: string): Promise<AccountRecord | null> =>
    whole(await accounts.findById(id).lean<AccountRow>());
  return {
    findById,
    findByLogin: async (login) => whole(await accounts.findOne({ logins: login }).lean<AccountRow>()),
    findByOrigin: async (issuer, sub) =>
      whole(await accounts.findOne({ logins: originLogin(issuer, sub) }).lean<AccountRow>()),
    insert: (account) => insert(transaction, accounts, credentials, account),
    update: async (id, change) => {
      await update(transaction, accounts, credentials, id, change);
      return findById(id);
    },
    claimTotpStep: async (id, step) => {
      const result = await credentials.updateOne(
        { _id: id, totpLastStep: { $lt: step } },
        { $set: { totpLastStep: step } },
      );
      return result.modifiedCount === 1;
    },
    claimRecoveryCode: async (id, hash) => {
      const result = await credentials.updateOne(
        { _id: id, recoveryHashes: hash },
        { $pull: { recoveryHashes: hash } },
      );
      return result.modifiedCount === 1;
    },
  };
}

/** The unique login of an account that belongs to a partner's user: contains characters that nobody can type as a login name. */
function originLogin(issuer: string, sub: string): string {
  return `origin|${issuer}|${sub}`;
}

async function insert(
  transaction: Transaction,
  accounts: Model<AccountRow>,
  credentials: Model<CredentialRow>,
  account: AccountRecord,
): Promise<boolean> {
  try {
    await transaction(async (session) => {
      await accounts.insertMany([asRow(account)], { session });
      await credentials.insertMany(
        [
          {
            _id: account.id,
            passwordHash: account.passwordHash,
            totpSecret: account.totpSecret,
            totpLastStep: account.totpLastStep,
            recoveryHashes: [...account.recoveryHashes],
          },
        ],
        { session },
      );
    });
    return true;
  } catch (error) {
    if ((error as { code?: number }).code === 11000) return false;
    throw error;
  }
}

async function update(
  transaction: Transaction,
  accounts: Model<AccountRow>,
  credentials: Model<CredentialRow>,
  id: string,
  { raiseVersion, ...change }: AccountChange,
): Promise<void> {
  const secrets = Object.fromEntries(CREDENTIALS.filter((name) => name in change).map((name) => [name, change[name]]));
  const { passwordHash: _p, totpSecret: _s, totpLastStep: _t, recoveryHashes: _r, grants, ...rest } = change;
  const named = change.logins ? namesOf(id, change.logins) : {};
  const profile = { ...rest, ...named, ...(grants ? { grants: grants.map(grantRow) } : {}) };
  const raised = raiseVersion ? { authorisationVersion: 1, version: 1 } : { version: 1 };
  await transaction(async (session) => {
    const changesProfile = raiseVersion === true || Object.keys(profile).length > 0;
    if (changesProfile) await accounts.updateOne({ _id: id }, { $set: profile, $inc: raised }, { session });
    if (Object.keys(secrets).length > 0) {
      await credentials.updateOne(
        { _id: id },
        { $set: secrets, $setOnInsert: unset(secrets) },
        { session, upsert: true },
      );
    }
  });
}

/** An account that `members` made has no credentials yet: the first change makes them whole. */
function unset(secrets: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fresh = { passwordHash: null, totpSecret: null, totpLastStep: 0, recoveryHashes: [] };
  return Object.fromEntries(Object.entries(fresh).filter(([name]) => !(name in secrets)));
}

/** The names that members shows follow the login names. */
function namesOf(id: string, logins: readonly string[]): Pick<AccountRow, 'username' | 'email' | 'telephone'> {
  return {
    username: logins[0] ?? id,
    email: logins.find((login) => login.includes('@')) ?? null,
    telephone: logins.find((login) => /^\d{7,}$/.test(login)) ?? null,
  };
}

function grantRow(grant: AccountRecord['grants'][number]): AccountRow['grants'][number] {
  const known = grant as Partial<AccountRow['grants'][number]>;
  return {
    role: grant.role,
    path: [...grant.path],
    since: known.since ?? new Date(0),
    until: grant.until ?? null,
    grantedBy: known.grantedBy ?? null,
  };
}

function asRecord(row: AccountRow, secret: CredentialRow | null): AccountRecord {
  return {
    id: row._id,
    logins: row.logins,
    name: row.name,
    locale: row.locale,
    home: row.home,
    unitId: row.unitId,
    grants: row.grants,
    passwordHash: secret?.passwordHash ?? null,
    totpSecret: secret?.totpSecret ?? null,
    totpLastStep: secret?.totpLastStep ?? 0,
    recoveryHashes: secret?.recoveryHashes ?? [],
    authorisationVersion: row.authorisationVersion,
    disabled: row.disabled,
    origin: row.origin,
    createdAt: row.createdAt,
  };
}

function asRow(account: AccountRecord): AccountRow {
  const { id, origin } = account;
  const own = origin ? [id, originLogin(origin.issuer, origin.sub)] : [id];
  return {
    _id: id,
    ...namesOf(id, account.logins),
    logins: [...new Set([...own, ...account.logins])],
    name: account.name,
    locale: account.locale,
    home: account.home,
    unitId: account.unitId,
    grants: account.grants.map((grant) => ({ ...grantRow(grant), since: account.createdAt })),
    level: 1,
    authorisationVersion: account.authorisationVersion,
    disabled: account.disabled,
    origin,
    createdAt: account.createdAt,
    version: 1,
  };
}
