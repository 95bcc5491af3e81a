import { AuthError } from '../errors.ts';
import { liveGrants, needsSecondFactor } from '../policy.ts';
import type { AccountRecord } from '../ports.ts';
import type { AccountsOptions } from './accounts.ts';
import type { Passwords } from './passwords.ts';
import { recoveryHash } from './recovery-codes.ts';
import { newTotpSecret, totpStep } from './totp.ts';

export interface LoginAttempt {
  readonly login: string;
  readonly password: string;
  /** The authenticator's code, or a recovery code; needed by who has a second factor. */
  readonly code?: string;
  readonly ip: string;
}

/** What a login ends in; `enrol` when an administrator has no second factor yet and must set one up now. */
export type LoginOutcome =
  | { readonly kind: 'ok'; readonly account: AccountRecord; readonly methods: readonly string[] }
  | { readonly kind: 'enrol'; readonly account: AccountRecord; readonly secret: string };

/** What somebody who is logged in shows once more. */
export interface Proof {
  readonly accountId: string;
  readonly password: string;
  /** The authenticator's code, or a recovery code. */
  readonly code?: string;
  readonly ip: string;
}

/** A login name as it is stored and looked up: user names and e-mail in lower case, phones without separators and +86. */
export function normaliseLogin(login: string): string {
  const text = login.normalize('NFKC').trim().toLowerCase();
  const digits = text.replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '');
  return /^\d{5,}$/.test(digits) ? digits : text;
}

/** What the account's holder types at login; null for an account that comes from elsewhere. */
export function loginNameOf({ id, logins }: AccountRecord): string | null {
  return logins.find((login) => login !== id && !login.startsWith('origin|')) ?? null;
}

/** Never says which part was wrong. */
export function failed(): AuthError {
  return new AuthError('LOGIN_FAILED', 'login name, password or code is wrong');
}

/** Password and second factor of somebody who wants in. Cost: one argon2id, for an unknown name as well. */
export async function login(
  options: AccountsOptions,
  passwords: Passwords,
  attempt: LoginAttempt,
): Promise<LoginOutcome> {
  const name = normaliseLogin(attempt.login);
  await options.limits.check(name, attempt.ip);
  const account = await options.store.findByLogin(name);
  const right = await passwords.check(account?.passwordHash ?? null, attempt.password);
  const outcome = right && account && !account.disabled ? await outcomeOf(options, account, attempt) : null;
  if (!outcome) {
    await options.limits.failed(name, attempt.ip);
    await record(options, 'login', account?.id ?? '', attempt.ip, 'LOGIN_FAILED');
    throw failed();
  }
  await options.limits.succeeded(name, attempt.ip);
  await rehash(options, passwords, outcome.account, attempt.password);
  if (outcome.kind === 'ok') await record(options, 'login', outcome.account.id, attempt.ip);
  return outcome;
}

/** The same checks for an account that is known already; see `Accounts.prove`. */
export async function prove(options: AccountsOptions, passwords: Passwords, proof: Proof): Promise<AccountRecord> {
  const { accountId, ip } = proof;
  const account = await options.store.findById(accountId);
  if (!account || account.disabled || account.passwordHash === null)
    throw new AuthError('NO_PASSWORD', 'the account has no password here');
  await options.limits.check(accountId, ip);
  const right = await passwords.check(account.passwordHash, proof.password);
  if (!right || !(await hasFactor(options, account, proof))) {
    await options.limits.failed(accountId, ip);
    await record(options, 'proveHolder', accountId, ip, 'PROOF_WRONG');
    throw new AuthError('PROOF_WRONG', 'password or code is wrong');
  }
  await options.limits.succeeded(accountId, ip);
  return account;
}

type Shown = Pick<Proof, 'code' | 'ip'>;

/** Null: the code is missing, wrong or used. */
async function outcomeOf(options: AccountsOptions, account: AccountRecord, shown: Shown): Promise<LoginOutcome | null> {
  if (account.totpSecret)
    return (await hasFactor(options, account, shown)) ? { kind: 'ok', account, methods: ['pwd', 'otp', 'mfa'] } : null;
  if (needsSecondFactor(liveGrants(account.grants, options.clock.now())))
    return { kind: 'enrol', account, secret: newTotpSecret() };
  return { kind: 'ok', account, methods: ['pwd'] };
}

/** Is the code right, or is none asked for? Each is taken once: a step of the authenticator, a recovery code. */
async function hasFactor(options: AccountsOptions, account: AccountRecord, shown: Shown): Promise<boolean> {
  if (!account.totpSecret) return true;
  const code = shown.code?.trim() ?? '';
  const step = totpStep(account.totpSecret, code, options.clock.now());
  if (step !== null) return options.store.claimTotpStep(account.id, step);
  const hash = recoveryHash(account.id, code);
  if (hash === null || !(await options.store.claimRecoveryCode(account.id, hash))) return false;
  await record(options, 'useRecoveryCode', account.id, shown.ip);
  const left = String(account.recoveryHashes.length - 1);
  await options.messages.send({ to: account.id, template: 'account.recoveryCodeUsed', values: { left } });
  return true;
}

function record(options: AccountsOptions, action: string, subject: string, ip: string, code?: string): Promise<void> {
  const outcome = code === undefined ? ('ok' as const) : ('denied' as const);
  return options.audit.record({ action, outcome, subject, ...(code === undefined ? {} : { code }), detail: { ip } });
}

async function rehash(
  { store }: AccountsOptions,
  passwords: Passwords,
  account: AccountRecord,
  password: string,
): Promise<void> {
  if (account.passwordHash && passwords.outdated(account.passwordHash))
    await store.update(account.id, { passwordHash: await passwords.hash(password) });
}
