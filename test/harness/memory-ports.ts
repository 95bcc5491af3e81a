import { RateLimiterMemory } from 'rate-limiter-flexible';
import type {
  AccountRecord,
  ArtifactPayload,
  AuthAuditRow,
  AuthPorts,
  KeyPurpose,
  KeyRecord,
  PartnerRecord,
} from '../../auth/ports.ts';

/** auth's ports in memory, for tests of its rules. The stores of a real platform are tested in platform/auth-store.test.ts. */
export interface MemoryPorts extends AuthPorts {
  readonly rows: AuthAuditRow[];
  readonly partnerList: PartnerRecord[];
  readonly sent: { to: string; template: string; values: Readonly<Record<string, string>> }[];
  readonly accountMap: Map<string, AccountRecord>;
  /** Makes the replay store reject, as a database that is down does. */
  replayDown: boolean;
  /** Admissions as both sides keep them: `<account> <platform>` → id, and what was accepted here, `<home> <id>`. */
  readonly openAdmissions: Map<string, string>;
  readonly accepted: Set<string>;
}

export function memoryPorts(): MemoryPorts {
  const rows: AuthAuditRow[] = [];
  const partnerList: PartnerRecord[] = [];
  const sent: MemoryPorts['sent'] = [];
  const accountMap = new Map<string, AccountRecord>();
  const seen = new Map<string, number>();
  const ports: MemoryPorts = {
    rows,
    partnerList,
    sent,
    accountMap,
    replayDown: false,
    openAdmissions: new Map(),
    accepted: new Set(),
    admissions: {
      openAdmission: async (accountId, to) => ports.openAdmissions.get(`${accountId} ${to}`) ?? null,
      isAdmitted: async (home, id) => ports.accepted.has(`${home} ${id}`),
    },
    accounts: accountStore(accountMap),
    artifacts: artifactStore(),
    keys: keyStore(),
    secrets: secretStore(),
    replay: {
      claim: async (scope, id, expiresAt) => {
        if (ports.replayDown) throw new Error('store down');
        const key = `${scope} ${id}`;
        if (seen.has(key)) return false;
        seen.set(key, expiresAt.getTime());
        return true;
      },
    },
    counters: {
      open: (keyPrefix, { points, seconds }) => new RateLimiterMemory({ keyPrefix, points, duration: seconds }),
    },
    audit: { record: async (row) => void rows.push(row) },
    partners: {
      findByBaseUrl: async (base) => partnerList.find((one) => one.baseUrl === base) ?? null,
      findByPlatform: async (platform) => partnerList.find((one) => one.platform === platform) ?? null,
      list: async () => partnerList,
    },
    messages: { send: async (message) => void sent.push(message) },
  };
  return ports;
}

function accountStore(accounts: Map<string, AccountRecord>): AuthPorts['accounts'] {
  const find = (test: (account: AccountRecord) => boolean): AccountRecord | null =>
    [...accounts.values()].find(test) ?? null;
  const byOrigin = (issuer: string, sub: string) =>
    find((one) => one.origin?.issuer === issuer && one.origin.sub === sub);
  return {
    findByLogin: async (login) => find((one) => one.logins.includes(login)),
    findById: async (id) => accounts.get(id) ?? null,
    findByOrigin: async (issuer, sub) => byOrigin(issuer, sub),
    insert: async (account) => {
      const taken =
        accounts.has(account.id) ||
        account.logins.some((login) => find((one) => one.logins.includes(login))) ||
        (account.origin && byOrigin(account.origin.issuer, account.origin.sub));
      if (!taken) accounts.set(account.id, account);
      return !taken;
    },
    update: async (id, { raiseVersion, ...change }) => {
      const account = accounts.get(id);
      if (!account) return null;
      const authorisationVersion = account.authorisationVersion + (raiseVersion ? 1 : 0);
      const changed = { ...account, ...change, authorisationVersion };
      accounts.set(id, changed);
      return changed;
    },
    claimTotpStep: async (id, step) => {
      const account = accounts.get(id);
      if (!account || account.totpLastStep >= step) return false;
      accounts.set(id, { ...account, totpLastStep: step });
      return true;
    },
    claimRecoveryCode: async (id, hash) => {
      const account = accounts.get(id);
      if (!account?.recoveryHashes.includes(hash)) return false;
      accounts.set(id, { ...account, recoveryHashes: account.recoveryHashes.filter((one) => one !== hash) });
      return true;
    },
  };
}

function artifactStore(): AuthPorts['artifacts'] {
  const artifacts = new Map<string, { payload: ArtifactPayload; expiresAt: Date | null }>();
  const find = (model: string, id: string): ArtifactPayload | undefined => {
    const found = artifacts.get(`${model} ${id}`);
    return found && (found.expiresAt === null || found.expiresAt > new Date()) ? found.payload : undefined;
  };
  return {
    upsert: async (model, id, payload, expiresAt) => {
      artifacts.set(`${model} ${id}`, { payload: { ...payload }, expiresAt });
    },
    find: async (model, id) => find(model, id),
    findByUid: async (model, uid) => {
      for (const [key, { payload }] of artifacts) {
        if (key.startsWith(`${model} `) && payload.uid === uid) return find(model, key.slice(model.length + 1));
      }
      return undefined;
    },
    consume: async (model, id, at) => {
      const payload = find(model, id);
      if (!payload || payload.consumed !== undefined) return false;
      payload.consumed = Math.floor(at.getTime() / 1000);
      return true;
    },
    destroy: async (model, id) => void artifacts.delete(`${model} ${id}`),
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of artifacts) if (payload.grantId === grantId) artifacts.delete(key);
    },
    sessionsOf: async (accountId) =>
      [...artifacts]
        .filter(([key, { payload }]) => key.startsWith('Session ') && payload.accountId === accountId)
        .map(([, { payload }]) => payload),
  };
}

function keyStore(): AuthPorts['keys'] {
  let keys: KeyRecord[] = [];
  return {
    list: async (purpose: KeyPurpose) => keys.filter((key) => key.purpose === purpose),
    rotate: async (added, retireAt) => {
      const retired = keys.map((key) => (key.purpose === added.purpose && !key.retireAt ? { ...key, retireAt } : key));
      keys = [...retired, added];
    },
    removeRetired: async (now) => {
      keys = keys.filter((key) => !key.retireAt || key.retireAt > now);
    },
  };
}

function secretStore(): AuthPorts['secrets'] {
  const secrets = new Map<string, string>();
  return {
    getOrCreate: async (name, make) => {
      const found = secrets.get(name) ?? make();
      secrets.set(name, found);
      return found;
    },
  };
}
