import { ulid } from 'ulid';
import { AuthError } from '../errors.ts';
import { liveGrants, needsSecondFactor, type RoleGrant } from '../policy.ts';
import type { AccountRecord, AccountStore, AuditSink, AuthClock } from '../ports.ts';
import type { LoginLimits } from './limits.ts';
import { createPasswords } from './passwords.ts';
import { newTotpSecret, totpStep } from './totp.ts';

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

export interface LoginAttempt {
  readonly login: string;
  readonly password: string;
  /** The authenticator's code; needed by the three administrator levels. */
  readonly code?: string;
  readonly ip: string;
}

/** What a login ends in; `enrol` when an administrator has no second factor yet and must set one up now. */
export type LoginOutcome =
  | { readonly kind: 'ok'; readonly account: AccountRecord; readonly methods: readonly string[] }
  | { readonly kind: 'enrol'; readonly account: AccountRecord; readonly secret: string };

export interface Accounts {
  /** @throws {TypeError} when a login is taken */
  create(account: NewAccount): Promise<AccountRecord>;
  /**
   * Checks password and second factor. Takes as long for an unknown user as for a known one. Cost: one argon2id.
   * @throws {AuthError} LOGIN_FAILED (never says which part was wrong), LOGIN_THROTTLED
   */
  login(attempt: LoginAttempt): Promise<LoginOutcome>;
  /** Ends enrolment: the code must be of `secret`. @throws {AuthError} LOGIN_FAILED */
  enrol(accountId: string, secret: string, code: string): Promise<void>;
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
}

/** A login name as it is stored and looked up: user names and e-mail in lower case, phones without separators and +86. */
export function normaliseLogin(login: string): string {
  const text = login.normalize('NFKC').trim().toLowerCase();
  const digits = text.replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '');
  return /^\d{5,}$/.test(digits) ? digits : text;
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
    enrol: async (accountId, secret, code) => {
      const step = totpStep(secret, code, clock.now());
      if (step === null) throw failed();
      await store.update(accountId, { totpSecret: secret, totpLastStep: step, raiseVersion: true });
      await options.audit.record({ action: 'enrolSecondFactor', outcome: 'ok', subject: accountId });
    },
    setPassword: async (accountId, password) => {
      await store.update(accountId, { passwordHash: await passwords.hash(password), raiseVersion: true });
      await options.audit.record({ action: 'setPassword', outcome: 'ok', subject: accountId });
    },
    find: (accountId) => store.findById(accountId),
    findByLogin: (name) => store.findByLogin(normaliseLogin(name)),
    findByOrigin: (issuer, sub) => store.findByOrigin(issuer, sub),
    erase: async (accountId) => {
      const nothing = { logins: [accountId], name: '', unitId: null, grants: [], passwordHash: null, totpSecret: null };
      await store.update(accountId, { ...nothing, disabled: true, raiseVersion: true });
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
    authorisationVersion: 1,
    disabled: false,
    origin: null,
    createdAt: now,
  };
}

function failed(): AuthError {
  return new AuthError('LOGIN_FAILED', 'login name, password or code is wrong');
}

async function login(
  options: AccountsOptions,
  passwords: ReturnType<typeof createPasswords>,
  attempt: LoginAttempt,
): Promise<LoginOutcome> {
  const name = normaliseLogin(attempt.login);
  await options.limits.check(name, attempt.ip);
  const account = await options.store.findByLogin(name);
  const right = await passwords.check(account?.passwordHash ?? null, attempt.password);
  const outcome = right && account && !account.disabled ? await secondFactor(options, account, attempt.code) : null;
  if (!outcome) {
    await options.limits.failed(name, attempt.ip);
    await options.audit.record({
      action: 'login',
      outcome: 'denied',
      subject: account?.id ?? '',
      code: 'LOGIN_FAILED',
      detail: { ip: attempt.ip },
    });
    throw failed();
  }
  await options.limits.succeeded(name, attempt.ip);
  await rehash(options.store, passwords, outcome.account, attempt.password);
  if (outcome.kind === 'ok') {
    await options.audit.record({
      action: 'login',
      outcome: 'ok',
      subject: outcome.account.id,
      detail: { ip: attempt.ip },
    });
  }
  return outcome;
}

/** Null: the code is missing, wrong or used. */
async function secondFactor(
  options: AccountsOptions,
  account: AccountRecord,
  code: string | undefined,
): Promise<LoginOutcome | null> {
  const now = options.clock.now();
  if (!account.totpSecret) {
    if (needsSecondFactor(liveGrants(account.grants, now))) return { kind: 'enrol', account, secret: newTotpSecret() };
    return { kind: 'ok', account, methods: ['pwd'] };
  }
  const step = totpStep(account.totpSecret, code?.trim() ?? '', now);
  if (step === null || !(await options.store.claimTotpStep(account.id, step))) return null;
  return { kind: 'ok', account, methods: ['pwd', 'otp', 'mfa'] };
}

async function rehash(
  store: AccountStore,
  passwords: ReturnType<typeof createPasswords>,
  account: AccountRecord,
  password: string,
): Promise<void> {
  if (account.passwordHash && passwords.outdated(account.passwordHash)) {
    await store.update(account.id, { passwordHash: await passwords.hash(password) });
  }
}
