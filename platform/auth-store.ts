import type { ClientSession, Connection } from 'mongoose';
import type { AuditSink, AuthAuditRow, AuthPorts, MessageSender } from '../auth/ports.ts';
import { systemCaller } from '../kernel/caller.ts';
import type { Job } from '../kernel/jobs/types.ts';
import type { Kernel } from '../kernel/types.ts';
import { openAccountStore } from './auth-store-accounts.ts';
import { openAdmissions } from './auth-store-admissions.ts';
import { openCounterStore } from './auth-store-counters.ts';
import { openPartnerRegistry, type PartnerRegistry } from './auth-store-partners.ts';
import { openArtifactStore, openKeyStore, openReplayStore, openSecretStore } from './auth-store-tokens.ts';

export interface AuthStores {
  readonly ports: AuthPorts;
  readonly partners: PartnerRegistry;
  /** Removes what has expired; register it with `kernel.job`. */
  readonly purge: Job;
}

/** What the stores need; `kernel` may come later than the first token (it is only used when a row is written). */
export interface AuthStoreOptions {
  readonly connection: Connection;
  readonly transaction: <T>(work: (session: ClientSession) => Promise<T>) => Promise<T>;
  readonly kernel: Pick<Kernel, 'transact' | 'platform'>;
  readonly messages: MessageSender;
}

/** Every port of auth/ on the platform's database. */
export async function openAuthStores(options: AuthStoreOptions): Promise<AuthStores> {
  const { connection, transaction } = options;
  const accounts = await openAccountStore(connection, transaction);
  const artifacts = await openArtifactStore(connection);
  const keys = await openKeyStore(connection, transaction);
  const secrets = await openSecretStore(connection);
  const replay = await openReplayStore(connection);
  const counters = await openCounterStore(connection);
  const partners = await openPartnerRegistry(connection);
  const audit = auditSink(options.kernel);
  return {
    ports: {
      accounts,
      artifacts,
      keys,
      secrets,
      replay,
      counters,
      partners,
      admissions: await openAdmissions(connection),
      audit,
      messages: options.messages,
    },
    partners,
    purge: {
      name: 'auth.purge',
      everySeconds: 600,
      run: async () => {
        const now = new Date();
        await artifacts.purge(now);
        await replay.purge(now);
        await counters.purge(now);
      },
    },
  };
}

/** Security facts go into the platform's one audit trail, as rows of the system about a subject. */
function auditSink(kernel: Pick<Kernel, 'transact' | 'platform'>): AuditSink {
  return {
    record: async (row) => {
      const caller = systemCaller(kernel.platform.id, `auth-${row.action}`);
      await kernel.transact(caller, async (tx) =>
        tx.audit({ action: `auth.${row.action}`, recordId: row.subject, after: detailOf(row) }),
      );
    },
  };
}

function detailOf(row: AuthAuditRow): Record<string, unknown> {
  return { outcome: row.outcome, ...(row.code ? { code: row.code } : {}), ...(row.detail ?? {}) };
}
