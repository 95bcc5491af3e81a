/**
 * Everything that auth/ persists or asks of others comes in through these ports (design.md §2: auth imports no other room).
 * The mongoose implementations are in platform/auth-store*.ts; the in-memory ones of test/harness are for unit tests only.
 */
import type { RoleGrant } from './policy.ts';

/** The clock of a platform; tests freeze it. */
export interface AuthClock {
  now(): Date;
}

/** A person or firm that can log in here, or the local subject of a partner's user (`origin`). */
export interface AccountRecord {
  /** Global id, `mdj:account:…`. */
  readonly id: string;
  /** User name, e-mail addresses and phone numbers, each as `normaliseLogin` gives them. Unique over all accounts. */
  readonly logins: readonly string[];
  readonly name: string;
  readonly locale: 'zh' | 'en';
  /** Home platform of the user; differs from ours for the local subject of a partner's user. */
  readonly home: string;
  readonly unitId: string | null;
  readonly grants: readonly RoleGrant[];
  /** argon2id in PHC form; null when this account cannot log in with a password (partner's user, upstream login). */
  readonly passwordHash: string | null;
  /** Base32; null until enrolled. */
  readonly totpSecret: string | null;
  /** The newest 30-second step that was used: a code works once (RFC 6238 §5.2). */
  readonly totpLastStep: number;
  /** Of the recovery codes that were not used yet (`recoveryHash`): each lets its holder in once without the authenticator. */
  readonly recoveryHashes: readonly string[];
  /** Raised when rights, password or second factor change: tokens with an older one are refused. */
  readonly authorisationVersion: number;
  readonly disabled: boolean;
  /** Where an account that came from elsewhere belongs: (issuer, sub) is its key (RFC 7523 §3, OIDC Core §5.7). */
  readonly origin: { readonly issuer: string; readonly sub: string } | null;
  readonly createdAt: Date;
}

/** What may change on an account; `raiseVersion` adds one to `authorisationVersion` in the same write. */
export type AccountChange = Partial<
  Pick<
    AccountRecord,
    | 'logins'
    | 'name'
    | 'locale'
    | 'unitId'
    | 'grants'
    | 'passwordHash'
    | 'totpSecret'
    | 'totpLastStep'
    | 'recoveryHashes'
    | 'disabled'
  >
> & { readonly raiseVersion?: boolean };

export interface AccountStore {
  findByLogin(login: string): Promise<AccountRecord | null>;
  findById(id: string): Promise<AccountRecord | null>;
  findByOrigin(issuer: string, sub: string): Promise<AccountRecord | null>;
  /** False when the id, a login or the origin is taken. */
  insert(account: AccountRecord): Promise<boolean>;
  /** The account after the change; null when there is none. */
  update(id: string, change: AccountChange): Promise<AccountRecord | null>;
  /** Sets `totpLastStep` to `step` if it was lower. True for exactly one caller per step, over all replicas. */
  claimTotpStep(id: string, step: number): Promise<boolean>;
  /** Takes the hash off the account. True for exactly one caller per code, over all replicas. */
  claimRecoveryCode(id: string, hash: string): Promise<boolean>;
}

/** Short-lived artifacts of oidc-provider (sessions, codes, interactions, grants). */
export interface ArtifactStore {
  upsert(model: string, id: string, payload: ArtifactPayload, expiresAt: Date | null): Promise<void>;
  find(model: string, id: string): Promise<ArtifactPayload | undefined>;
  findByUid(model: string, uid: string): Promise<ArtifactPayload | undefined>;
  /** True for exactly one caller: the one that consumed it. */
  consume(model: string, id: string, at: Date): Promise<boolean>;
  destroy(model: string, id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
  /** Live sessions of one account, newest first. */
  sessionsOf(accountId: string, now: Date): Promise<readonly ArtifactPayload[]>;
}
export type ArtifactPayload = Record<string, unknown>;

/** A private signing key of this platform. */
export interface KeyRecord {
  readonly kid: string;
  /** `oidc` signs ID and access tokens, `partner` grants, assertions and partner tokens, `federation` entity statements. */
  readonly purpose: KeyPurpose;
  /** Private JWK, P-256. */
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  /** Published, and accepted, until then; null while it is the newest. */
  readonly retireAt: Date | null;
}
export type KeyPurpose = 'oidc' | 'partner' | 'federation';

export interface KeyStore {
  list(purpose: KeyPurpose): Promise<readonly KeyRecord[]>;
  /** Adds `key`; in the same transaction sets `retireAt` of those of the purpose that have none. */
  rotate(key: KeyRecord, retireOthersAt: Date): Promise<void>;
  removeRetired(now: Date): Promise<void>;
}

/** Random secrets made once per platform (cookie keys, pairwise salt, internal token master): the first writer wins. */
export interface SecretStore {
  getOrCreate(name: string, make: () => string): Promise<string>;
}

/**
 * What was seen once and must not be seen again (jti of grants, assertions, DPoP proofs). Shared by all replicas.
 * `claim` rejects when the store is down: callers deny then.
 */
export interface ReplayStore {
  /** True for exactly one caller per (scope, id) until `expiresAt`. */
  claim(scope: string, id: string, expiresAt: Date): Promise<boolean>;
}

/** Failures and pauses by key, as `rate-limiter-flexible` counts them. Every method rejects when the store is down: callers deny then. */
export interface Counter {
  get(key: string): Promise<{ readonly consumedPoints: number; readonly msBeforeNext: number } | null>;
  /** Adds one within the window that the first began. */
  penalty(key: string): Promise<{ readonly consumedPoints: number }>;
  block(key: string, seconds: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/** Counters that all replicas of a platform share. */
export interface CounterStore {
  open(name: string, limit: { readonly points: number; readonly seconds: number }): Counter;
}

/** One security-relevant fact. Never a password, token or key. */
export interface AuthAuditRow {
  readonly action: string;
  readonly outcome: 'ok' | 'denied';
  /** Account id, (issuer, sub) of a partner's user, or the partner's base URL; empty when unknown. */
  readonly subject: string;
  /** Stable code of the refusal. */
  readonly code?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}
export interface AuditSink {
  record(row: AuthAuditRow): Promise<void>;
}

/** A platform we know by configuration or by its trust chain. */
export interface PartnerRecord {
  /** Short id, the first part of its global ids: `hlj`. */
  readonly platform: string;
  /** Its public base URL, exactly as `iss` has it. */
  readonly baseUrl: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly level: string;
  readonly parent: string | null;
  /** Pinned public keys; empty: found by the trust chain (OpenID Federation). */
  readonly pinnedKeys: readonly Readonly<Record<string, unknown>>[];
  /** For a platform below ours: host names that it and those below it may use, `.example.cn` for all below. Default: its own host and what is below. */
  readonly domains?: readonly string[] | undefined;
  /** Scopes that its users may have here, at most. */
  readonly scopes: readonly string[];
  /** Two-level registration: its users request here only once they are admitted here. Absent: no. */
  readonly requiresAdmission?: boolean | undefined;
  /** The local kill list: a blocked partner is refused on every request. */
  readonly blocked: boolean;
}
export interface PartnerStore {
  findByBaseUrl(baseUrl: string): Promise<PartnerRecord | null>;
  findByPlatform(platform: string): Promise<PartnerRecord | null>;
  list(): Promise<readonly PartnerRecord[]>;
}

/** Second-level registrations, as the members room keeps them on both sides. */
export interface AdmissionPort {
  /** The id of the account's open admission at the platform `to` (asked for or accepted); null: there is none. */
  openAdmission(accountId: string, to: string): Promise<string | null>;
  /** Is the account admission that `home` keeps under this id in force here? */
  isAdmitted(home: string, admissionId: string): Promise<boolean>;
}

/** Sends one-time links and notices to people. */
export interface MessageSender {
  send(message: {
    readonly to: string;
    readonly template: string;
    readonly values: Readonly<Record<string, string>>;
  }): Promise<void>;
}

export interface AuthPorts {
  readonly accounts: AccountStore;
  readonly artifacts: ArtifactStore;
  readonly keys: KeyStore;
  readonly secrets: SecretStore;
  readonly replay: ReplayStore;
  readonly counters: CounterStore;
  readonly audit: AuditSink;
  readonly partners: PartnerStore;
  readonly admissions: AdmissionPort;
  readonly messages: MessageSender;
}
