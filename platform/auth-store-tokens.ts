import type { ClientSession, Connection, Model } from 'mongoose';
import type { ArtifactPayload, ArtifactStore, KeyRecord, KeyStore, ReplayStore, SecretStore } from '../auth/ports.ts';
import { anything, createCollections, defineModel, type Stored } from '../kernel/define-model.ts';

interface ArtifactRow extends Stored {
  readonly model: string;
  /** JSON text: members of these payloads are URLs, which are no field names. */
  readonly payload: string;
  readonly uid: string | null;
  readonly grantId: string | null;
  readonly accountId: string | null;
  readonly consumedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** Sessions, codes, interactions and grants of the OpenID provider. */
export async function openArtifactStore(
  connection: Connection,
): Promise<ArtifactStore & { purge(now: Date): Promise<void> }> {
  const rows = defineModel<ArtifactRow>(
    connection,
    'auth_artifacts',
    {
      model: String,
      payload: String,
      uid: String,
      grantId: String,
      accountId: String,
      consumedAt: Date,
      expiresAt: Date,
    },
    [{ keys: { uid: 1 } }, { keys: { grantId: 1 } }, { keys: { accountId: 1, model: 1 } }, { keys: { expiresAt: 1 } }],
  );
  await createCollections([rows]);
  return {
    upsert: async (model, id, payload, expiresAt) => {
      const { uid, grantId, accountId } = payload;
      const set = {
        model,
        payload: JSON.stringify(payload),
        uid: text(uid),
        grantId: text(grantId),
        accountId: text(accountId),
        consumedAt: null,
        expiresAt,
      };
      await rows.updateOne({ _id: `${model} ${id}` }, { $set: set }, { upsert: true });
    },
    find: async (model, id) => live(await rows.findById(`${model} ${id}`).lean<ArtifactRow>()),
    findByUid: async (model, uid) => live(await rows.findOne({ uid, model }).lean<ArtifactRow>()),
    consume: async (model, id, at) => {
      const result = await rows.updateOne({ _id: `${model} ${id}`, consumedAt: null }, { $set: { consumedAt: at } });
      return result.modifiedCount === 1;
    },
    destroy: async (model, id) => {
      await rows.deleteOne({ _id: `${model} ${id}` });
    },
    revokeByGrantId: async (grantId) => {
      await rows.deleteMany({ grantId });
    },
    sessionsOf: async (accountId) => {
      const found = await rows.find({ accountId, model: 'Session' }).lean<ArtifactRow[]>();
      const sessions = found.map(live).filter((payload) => payload !== undefined);
      return sessions.sort((a, b) => Number(b.loginTs ?? 0) - Number(a.loginTs ?? 0));
    },
    purge: async (now) => {
      await rows.deleteMany({ expiresAt: { $lt: now } });
    },
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function live(row: ArtifactRow | null): ArtifactPayload | undefined {
  if (!row || (row.expiresAt && row.expiresAt <= new Date())) return undefined;
  const payload = JSON.parse(row.payload) as ArtifactPayload;
  return row.consumedAt ? { ...payload, consumed: Math.floor(row.consumedAt.getTime() / 1000) } : payload;
}

interface KeyRow extends Stored, Omit<KeyRecord, 'kid'> {}

/** The platform's private signing keys. Who can read the database can sign: docs/operations.md says how to protect it. */
export async function openKeyStore(
  connection: Connection,
  transaction: <T>(work: (session: ClientSession) => Promise<T>) => Promise<T>,
): Promise<KeyStore> {
  const rows = defineModel<KeyRow>(
    connection,
    'auth_keys',
    { purpose: String, jwk: anything, createdAt: Date, retireAt: Date },
    [{ keys: { purpose: 1 } }],
  );
  await createCollections([rows]);
  return {
    list: async (purpose) =>
      (await rows.find({ purpose }).lean<KeyRow[]>()).map(({ _id, ...row }) => ({ ...row, kid: _id })),
    rotate: async ({ kid, ...key }, retireOthersAt) => {
      await transaction(async (session) => {
        await rows.updateMany(
          { purpose: key.purpose, retireAt: null },
          { $set: { retireAt: retireOthersAt } },
          { session },
        );
        await rows.insertMany([{ _id: kid, ...key }], { session });
      });
    },
    removeRetired: async (now) => {
      await rows.deleteMany({ retireAt: { $lt: now } });
    },
  };
}

interface SecretRow extends Stored {
  readonly value: string;
}

/** Random secrets, made once: the first writer wins, the others read its value. */
export async function openSecretStore(connection: Connection): Promise<SecretStore> {
  const rows = defineModel<SecretRow>(connection, 'auth_secrets', { value: String });
  await createCollections([rows]);
  return {
    getOrCreate: async (name, make) => {
      await insertOnce(rows, { _id: name, value: make() });
      const row = await rows.findById(name).lean<SecretRow>();
      if (!row) throw new Error(`the secret ${name} was not stored`);
      return row.value;
    },
  };
}

interface ReplayRow extends Stored {
  readonly expiresAt: Date;
}

/** Seen identifiers, shared by all replicas through the unique `_id`. */
export async function openReplayStore(
  connection: Connection,
): Promise<ReplayStore & { purge(now: Date): Promise<void> }> {
  const rows = defineModel<ReplayRow>(connection, 'auth_replay', { expiresAt: Date }, [{ keys: { expiresAt: 1 } }]);
  await createCollections([rows]);
  return {
    claim: (scope, id, expiresAt) => insertOnce(rows, { _id: `${scope} ${id}`, expiresAt }),
    purge: async (now) => {
      await rows.deleteMany({ expiresAt: { $lt: now } });
    },
  };
}

/** False when the `_id` exists already. */
async function insertOnce<T extends Stored>(rows: Model<T>, row: T): Promise<boolean> {
  try {
    await rows.insertMany([row]);
    return true;
  } catch (error) {
    if ((error as { code?: number }).code === 11000) return false;
    throw error;
  }
}
