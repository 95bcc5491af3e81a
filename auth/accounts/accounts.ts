import { ulid } from 'ulid';
import type { RoleGrant } from '../policy.ts';
import type { AccountRecord, AccountStore, AuditSink, AuthClock, MessageSender } from '../ports.ts';
import type { LoginLimits } from './limits.ts';
import { failed, type LoginAttempt, type LoginOutcome, login, normaliseLogin, type Proof, prove } from './login.ts';
import { createPasswords } from './passwords.ts';
import { newRecoveryCodes, recoveryHashes } from './recovery-codes.ts';
import { totpStep } from './totp.ts';

export interface NewAccount {
  /** Default: a fresh `<platform>:account:<ulid>`. */
  readonly id?: string;
  readonly logins: readonly string[];
  readonly name: string;
  /** Absent: no password login until one is set by a single-use link. */
  readonly password?: string;
  readonly grants: readonly RoleGrant[];
  readonly unitId?: string | null;
  readonly locale?: 'zh' | 'en';
  readonly totpSecret?: string;
}

export interface Accounts {
  /** @throws {TypeError} when a login is taken */
  create(account: NewAccount): Promise<AccountRecord>;
  /**
   * Checks password and second factor. Takes as long for an unknown user as for a known one. Cost: one argon2id.
   * @throws {AuthError} LOGIN_FAILED (never says which part was wrong), LOGIN_THROTTLED
   */
  login(attempt: LoginAttempt): Promise<LoginOutcome>;
  /**
   * Checks again who somebody is that has logged in: password, and a code where the account has a second factor. Failures count as those of logins do.
   * @throws {AuthError} NO_PASSWORD, PROOF_WRONG, LOGIN_THROTTLED
   */
  prove(proof: Proof): Promise<AccountRecord>;
  /** Ends enrolment: the code must be of `secret`. Gives the recovery codes, which are not kept. @throws {AuthError} LOGIN_FAILED */
  enrol(accountId: string, secret: string, code: string): Promise<readonly string[]>;
  /** New recovery codes; those of before are void. */
  renewRecoveryCodes(accountId: string): Promise<readonly string[]>;
  /** The password alone is enough from now on. */
  dropSecondFactor(accountId: string): Promise<void>;
  /** Sets a new password; every token and session of before is refused from now on. */
  setPassword(accountId: string, password: string): Promise<void>;
  find(accountId: string): Promise<AccountRecord | null>;
  findByLogin(login: string): Promise<AccountRecord | null>;
  findByOrigin(issuer: string, sub: string): Promise<AccountRecord | null>;
  /** Takes everything that leads to the person off the account and closes it; the id stays. */
  erase(accountId: string): Promise<void>;
  /** The account of somebody who logs in at an upstream provider, made at first sight with the given grants; those given here later stay. */
  upstreamSubject(from: {
    readonly issuer: string;
    readonly sub: string;
    readonly name: string;
    readonly grants: readonly RoleGrant[];
  }): Promise<AccountRecord>;
  /** The local subject of a partner's user, made at first sight (RFC 7523: keyed by issuer and sub). */
  localSubject(from: {
    issuer: string;
    sub: string;
    home: string;
    name: string;
    unitId: string | null;
    grants: readonly RoleGrant[];
  }): Promise<AccountRecord>;
}

export interface AccountsOptions {
  readonly platform: string;
  readonly store: AccountStore;
  readonly audit: AuditSink;
  readonly clock: AuthClock;
  readonly limits: LoginLimits;
  /** Tells the account's holder what happened to it. */
  readonly messages: MessageSender;
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { store, clock, platform } = options;
  const passwords = createPasswords();
  const insert = async (record: AccountRecord): Promise<AccountRecord> => {
    if (!(await store.insert(record)))
      throw new TypeError(`an account with one of these logins exists: ${record.logins.join(', ')}`);
    return record;
  };
  return {
    create: async (account) => {
      const logins = account.logins.map(normaliseLogin);
      const passwordHash = account.password === undefined ? null : await passwords.hash(account.password);
      return insert(newRecord(platform, clock.now(), { ...account, logins }, passwordHash));
    },
    login: (attempt) => login(options, passwords, attempt),
    prove: (proof) => prove(options, passwords, proof),
    enrol: async (accountId, secret, code) => {
      const step = totpStep(secret, code, clock.now());
      if (step === null) throw failed();
      const codes = newRecoveryCodes();
      const hashes = recoveryHashes(accountId, codes);
      const factor = { totpSecret: secret, totpLastStep: step, recoveryHashes: hashes };
      await store.update(accountId, { ...factor, raiseVersion: true });
      await tell(options, accountId, 'enrolSecondFactor', 'account.secondFactorOn');
      return codes;
    },
    renewRecoveryCodes: async (accountId) => {
      const codes = newRecoveryCodes();
      await store.update(accountId, { recoveryHashes: recoveryHashes(accountId, codes) });
      await tell(options, accountId, 'renewRecoveryCodes', 'account.recoveryCodesRenewed');
      return codes;
    },
    dropSecondFactor: async (accountId) => {
      await store.update(accountId, { totpSecret: null, totpLastStep: 0, recoveryHashes: [], raiseVersion: true });
      await tell(options, accountId, 'dropSecondFactor', 'account.secondFactorOff');
    },
    setPassword: async (accountId, password) => {
      await store.update(accountId, { passwordHash: await passwords.hash(password), raiseVersion: true });
      await options.audit.record({ action: 'setPassword', outcome: 'ok', subject: accountId });
    },
    find: (accountId) => store.findById(accountId),
    findByLogin: (name) => store.findByLogin(normaliseLogin(name)),
    findByOrigin: (issuer, sub) => store.findByOrigin(issuer, sub),
    erase: async (accountId) => {
      const nothing = { logins: [accountId], name: '', unitId: null, grants: [] };
      const secrets = { passwordHash: null, totpSecret: null, recoveryHashes: [] };
      await store.update(accountId, { ...nothing, ...secrets, disabled: true, raiseVersion: true });
    },
    upstreamSubject: async ({ issuer, sub, name, grants }) => {
      const known = await store.findByOrigin(issuer, sub);
      if (known) return known;
      const record = {
        ...newRecord(platform, clock.now(), { logins: [], name, grants }, null),
        origin: { issuer, sub },
      };
      return (await store.insert(record)) ? record : ((await store.findByOrigin(issuer, sub)) ?? record);
    },
    localSubject: async (from) => {
      const known = await store.findByOrigin(from.issuer, from.sub);
      if (known) return (await refreshed(store, known, from)) ?? known;
      const made = newRecord(
        platform,
        clock.now(),
        { logins: [], name: from.name, grants: from.grants, unitId: from.unitId },
        null,
      );
      const record = { ...made, home: from.home, origin: { issuer: from.issuer, sub: from.sub } };
      if (await store.insert(record)) return record;
      const other = await store.findByOrigin(from.issuer, from.sub);
      if (!other) throw new TypeError('the local subject could not be stored');
      return other;
    },
  };
}

/** A change of how somebody logs in leaves a trace, and its holder hears of it in case it was somebody else. */
async function tell(options: AccountsOptions, accountId: string, action: string, template: string): Promise<void> {
  await options.audit.record({ action, outcome: 'ok', subject: accountId });
  await options.messages.send({ to: accountId, template, values: {} });
}

/** What a partner says anew about its user: name, unit and user class follow it. */
async function refreshed(
  store: AccountStore,
  known: AccountRecord,
  from: { name: string; unitId: string | null; grants: readonly RoleGrant[] },
): Promise<AccountRecord | null> {
  const rights = (grants: readonly RoleGrant[]): string => JSON.stringify(grants.map(({ role, path }) => [role, path]));
  const same = known.name === from.name && known.unitId === from.unitId && rights(known.grants) === rights(from.grants);
  if (same) return known;
  return store.update(known.id, { name: from.name, unitId: from.unitId, grants: from.grants });
}

function newRecord(platform: string, now: Date, account: NewAccount, passwordHash: string | null): AccountRecord {
  return {
    id: account.id ?? `${platform}:account:${ulid(now.getTime())}`,
    logins: account.logins,
    name: account.name,
    locale: account.locale ?? 'zh',
    home: platform,
    unitId: account.unitId ?? null,
    grants: account.grants,
    passwordHash,
    totpSecret: account.totpSecret ?? null,
    totpLastStep: 0,
    recoveryHashes: [],
    authorisationVersion: 1,
    disabled: false,
    origin: null,
    createdAt: now,
  };
}
