import { AuthError } from '../errors.ts';
import { liveGrants, needsSecondFactor } from '../policy.ts';
import type { AccountRecord, ArtifactStore, AuthClock } from '../ports.ts';
import type { Accounts } from './accounts.ts';
import type { LoginLimits } from './limits.ts';
import { loginNameOf, type Proof } from './login.ts';
import { type QrPath, qrPath } from './qr-path.ts';
import type { Sessions } from './sessions.ts';
import { newTotpSecret, totpAddress } from './totp.ts';

export interface SecondFactorStatus {
  readonly on: boolean;
  /** The account's role must have it: it can be changed, not turned off. */
  readonly required: boolean;
  /** False: the account logs in at another provider, where its second factor is. */
  readonly available: boolean;
  readonly recoveryCodesLeft: number;
}

/** What a person needs to add the platform to an authenticator. The secret is shown once and not kept in any log or address. */
export interface SecondFactorSetup {
  /** Base32, to be typed where no picture can be taken. */
  readonly secret: string;
  readonly qr: QrPath;
  readonly expiresAt: Date;
}

/** The second factor of an account in its holder's own hands. Every step but `status` leaves an audit row and a notice to the holder. */
export interface SecondFactor {
  status(accountId: string): Promise<SecondFactorStatus>;
  /** Begins to set one up, or to replace the one in use. @throws {AuthError} as `Accounts.prove` */
  begin(proof: Proof): Promise<SecondFactorSetup>;
  /**
   * The new authenticator's first code: from now on it is asked for, and the account's other sessions end. Gives the recovery codes.
   * @throws {AuthError} SETUP_OVER, LOGIN_FAILED, LOGIN_THROTTLED
   */
  confirm(accountId: string, sessionId: string | null, code: string, ip: string): Promise<readonly string[]>;
  /** @throws {AuthError} as `Accounts.prove`, SECOND_FACTOR_OFF */
  renewCodes(proof: Proof): Promise<readonly string[]>;
  /** @throws {AuthError} as `Accounts.prove`, SECOND_FACTOR_OFF, SECOND_FACTOR_NEEDED */
  turnOff(proof: Proof): Promise<void>;
}

export interface SecondFactorParts {
  readonly platformName: { readonly zh: string; readonly en: string };
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly artifacts: ArtifactStore;
  readonly limits: LoginLimits;
  readonly forget: (accountId: string) => void;
  readonly clock: AuthClock;
}

const SETUP = 'SecondFactorSetup';
const SETUP_MILLISECONDS = 600_000;

export function createSecondFactor(parts: SecondFactorParts): SecondFactor {
  const { accounts, artifacts, clock } = parts;
  const isRequired = ({ grants }: AccountRecord): boolean => needsSecondFactor(liveGrants(grants, clock.now()));
  const proven = async (proof: Proof): Promise<AccountRecord> => {
    if (!(await accounts.find(proof.accountId))?.totpSecret)
      throw new AuthError('SECOND_FACTOR_OFF', 'there is no second factor');
    return accounts.prove(proof);
  };
  return {
    status: async (accountId) => {
      const account = await accounts.find(accountId);
      return {
        on: Boolean(account?.totpSecret),
        required: account !== null && isRequired(account),
        available: Boolean(account?.passwordHash),
        recoveryCodesLeft: account?.recoveryHashes.length ?? 0,
      };
    },
    begin: async (proof) => {
      const account = await accounts.prove(proof);
      const secret = newTotpSecret();
      const expiresAt = new Date(clock.now().getTime() + SETUP_MILLISECONDS);
      await artifacts.upsert(SETUP, account.id, { secret }, expiresAt);
      // The English name: Chinese characters take nine each in an address, and the code gets too dense for old cameras.
      const address = totpAddress(secret, parts.platformName.en, loginNameOf(account) ?? account.id);
      return { secret, qr: qrPath(address), expiresAt };
    },
    confirm: (accountId, sessionId, code, ip) => confirm(parts, accountId, sessionId, code, ip),
    renewCodes: async (proof) => accounts.renewRecoveryCodes((await proven(proof)).id),
    turnOff: async (proof) => {
      const account = await accounts.find(proof.accountId);
      if (account && isRequired(account)) throw new AuthError('SECOND_FACTOR_NEEDED', 'the role must have it');
      await accounts.dropSecondFactor((await proven(proof)).id);
      parts.forget(proof.accountId);
    },
  };
}

async function confirm(
  { accounts, sessions, artifacts, limits, forget }: SecondFactorParts,
  accountId: string,
  sessionId: string | null,
  code: string,
  ip: string,
): Promise<readonly string[]> {
  const pending = await artifacts.find(SETUP, accountId);
  if (!pending) throw new AuthError('SETUP_OVER', 'no set-up was begun, or it has expired');
  await limits.check(accountId, ip);
  const codes = await accounts.enrol(accountId, String(pending.secret), code.trim()).catch(async (error: unknown) => {
    if (error instanceof AuthError) await limits.failed(accountId, ip);
    throw error;
  });
  await artifacts.destroy(SETUP, accountId);
  for (const { id } of await sessions.list(accountId)) if (id !== sessionId) await sessions.revoke(accountId, id);
  forget(accountId);
  return codes;
}
