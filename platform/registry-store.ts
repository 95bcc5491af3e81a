import type { ClientSession } from 'mongoose';
import type {
  Acknowledgement,
  GenerationRecord,
  GenerationStatus,
  NewGeneration,
  RegistryStore,
  SeenOperation,
} from '../gateway/registry/types.ts';
import type { Storage } from '../storage/index.ts';
import {
  type AcknowledgementRow,
  createRegistryCollections,
  type DocumentRow,
  type GenerationRow,
  type OperationRow,
  type RegistryModels,
  type ReplicaRow,
  registryModels,
  type StateRow,
} from './registry-models.ts';

const STATE = 'state';

/** The registry in a platform's database. Makes its collections when they are missing. */
export async function createRegistryStore(storage: Storage): Promise<RegistryStore> {
  const store = new MongooseRegistryStore(storage);
  await store.initialise();
  return store;
}

class MongooseRegistryStore implements RegistryStore {
  readonly #storage: Storage;
  readonly #models: RegistryModels;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#models = registryModels(storage.connection);
  }

  async initialise(): Promise<void> {
    await createRegistryCollections(this.#models);
    await this.#models.states.updateOne(
      { _id: STATE },
      { $setOnInsert: { active: null, staged: null, last: 0 } },
      { upsert: true },
    );
  }

  async heads(): Promise<{ readonly active: number | undefined; readonly staged: number | undefined }> {
    const { active, staged } = await this.#state();
    return { active: active ?? undefined, staged: staged ?? undefined };
  }

  async active(): Promise<GenerationRecord | undefined> {
    const state = await this.#state();
    return state.active === null ? undefined : this.get(state.active);
  }

  async staged(): Promise<GenerationRecord | undefined> {
    const state = await this.#state();
    return state.staged === null ? undefined : this.get(state.staged);
  }

  async get(number: number): Promise<GenerationRecord | undefined> {
    const [row, acknowledgements] = await Promise.all([
      this.#models.generations.findById(String(number)).lean<GenerationRow>(),
      this.#models.acknowledgements.find({ number }).lean<AcknowledgementRow[]>(),
    ]);
    return row === null ? undefined : recordOf(row, acknowledgements);
  }

  async history(limit: number): Promise<readonly GenerationRecord[]> {
    const rows = await this.#models.generations.find().sort({ number: -1 }).limit(limit).lean<GenerationRow[]>();
    const acknowledgements = await this.#models.acknowledgements
      .find({ number: { $in: rows.map(({ number }) => number) } })
      .lean<AcknowledgementRow[]>();
    return rows.map((row) => recordOf(row, acknowledgements));
  }

  async stage(generation: NewGeneration, base: number | undefined): Promise<GenerationRecord | undefined> {
    const number = await this.#transition(async (state, session) => {
      if (state.staged !== null || state.active !== (base ?? null)) return undefined;
      const next = state.last + 1;
      await this.#models.generations.create(
        [{ ...generation, _id: String(next), number: next, status: 'staged', reason: null }],
        { session },
      );
      await this.#set(session, { staged: next, last: next });
      return next;
    });
    return number === undefined ? undefined : this.get(number);
  }

  activate(number: number): Promise<boolean> {
    return this.#transition(async (state, session) => {
      if (state.staged !== number) return false;
      if (state.active !== null) await this.#mark(session, state.active, 'superseded');
      await this.#mark(session, number, 'active');
      await this.#set(session, { staged: null, active: number });
      return true;
    });
  }

  fail(number: number, reason: string): Promise<boolean> {
    return this.#transition(async (state, session) => {
      if (state.staged !== number) return false;
      await this.#mark(session, number, 'failed', reason);
      await this.#set(session, { staged: null });
      return true;
    });
  }

  rollBack(number: number, to: number, reason: string): Promise<boolean> {
    return this.#transition(async (state, session) => {
      if (state.active !== number) return false;
      await this.#mark(session, number, 'rolled-back', reason);
      await this.#mark(session, to, 'active');
      await this.#set(session, { active: to });
      return true;
    });
  }

  async acknowledge(number: number, { replica, state, reason }: Acknowledgement): Promise<void> {
    const set = { number, replica, state, reason: reason ?? null };
    await this.#models.acknowledgements.updateOne({ _id: `${number}:${replica}` }, { $set: set }, { upsert: true });
  }

  async beat(replica: string, at: Date): Promise<void> {
    await this.#models.replicas.updateOne({ _id: replica }, { $set: { at } }, { upsert: true });
  }

  async replicasSince(since: Date): Promise<readonly string[]> {
    const rows = await this.#models.replicas.find({ at: { $gte: since } }).lean<ReplicaRow[]>();
    return rows.map(({ _id }) => _id);
  }

  async forget(replica: string): Promise<void> {
    await this.#models.replicas.deleteOne({ _id: replica });
  }

  async recordOperations(operations: readonly SeenOperation[]): Promise<void> {
    for (const { hash, text, name, lastSeen, count } of operations) {
      const update = { $set: { text, name: name ?? null }, $max: { lastSeen }, $inc: { count } };
      await this.#models.operations.updateOne({ _id: hash }, update, { upsert: true });
    }
  }

  async operationsSince(since: Date): Promise<readonly SeenOperation[]> {
    const rows = await this.#models.operations.find({ lastSeen: { $gte: since } }).lean<OperationRow[]>();
    return rows.map(({ _id, name, text, lastSeen, count }) => ({
      hash: _id,
      name: name ?? undefined,
      text,
      lastSeen,
      count,
    }));
  }

  async addDocuments(documents: Readonly<Record<string, string>>, source: string): Promise<number> {
    let added = 0;
    for (const [hash, text] of Object.entries(documents)) {
      const result = await this.#models.documents.updateOne(
        { _id: hash },
        { $setOnInsert: { text, source, at: new Date() } },
        { upsert: true },
      );
      added += result.upsertedCount;
    }
    return added;
  }

  async documents(): Promise<Readonly<Record<string, string>>> {
    const rows = await this.#models.documents.find().lean<DocumentRow[]>();
    return Object.fromEntries(rows.map(({ _id, text }) => [_id, text]));
  }

  async #state(session: ClientSession | null = null): Promise<StateRow> {
    const state = await this.#models.states.findById(STATE).session(session).lean<StateRow>();
    if (state === null) throw new Error('the registry is not initialised');
    return state;
  }

  #transition<T>(work: (state: StateRow, session: ClientSession) => Promise<T>): Promise<T> {
    return this.#storage.transaction(async (session) => work(await this.#state(session), session));
  }

  async #set(session: ClientSession, changes: Partial<StateRow>): Promise<void> {
    await this.#models.states.updateOne({ _id: STATE }, { $set: changes }, { session });
  }

  async #mark(
    session: ClientSession,
    number: number,
    status: GenerationStatus,
    reason: string | null = null,
  ): Promise<void> {
    await this.#models.generations.updateOne({ _id: String(number) }, { $set: { status, reason } }, { session });
  }
}

function recordOf(
  { _id, reason, ...row }: GenerationRow,
  acknowledgements: readonly AcknowledgementRow[],
): GenerationRecord {
  const own = acknowledgements.filter(({ number }) => number === row.number);
  return {
    ...row,
    reason: reason ?? undefined,
    acknowledgements: own.map(({ replica, state, reason: why }) => ({ replica, state, reason: why ?? undefined })),
  };
}
