import type { ClientSession, Model } from 'mongoose';
import type {
  Acknowledgement,
  GenerationRecord,
  GenerationStatus,
  NewGeneration,
  RegistryStore,
  SeenOperation,
} from '../gateway/registry/types.ts';
import { anything, createCollections, defineModel, type Stored } from '../kernel/define-model.ts';
import type { Storage } from '../storage/index.ts';

/** `_id` is the number as text. */
interface GenerationRow extends Stored, NewGeneration {
  readonly number: number;
  readonly status: GenerationStatus;
  readonly reason: string | null;
}

/** `_id` is `state`: which generation is active and which is being tried. Every transition changes this row, so that two collide. */
interface StateRow extends Stored {
  readonly active: number | null;
  readonly staged: number | null;
  readonly last: number;
}

interface AcknowledgementRow extends Stored {
  readonly number: number;
  readonly replica: string;
  readonly state: Acknowledgement['state'];
  readonly reason: string | null;
}

interface ReplicaRow extends Stored {
  readonly at: Date;
}

interface OperationRow extends Stored {
  readonly text: string;
  readonly name: string | null;
  readonly lastSeen: Date;
  readonly count: number;
}

interface DocumentRow extends Stored {
  readonly text: string;
  readonly source: string;
  readonly at: Date;
}

const STATE = 'state';

/** The registry in a platform's database. Makes its collections when they are missing. */
export async function createRegistryStore(storage: Storage): Promise<RegistryStore> {
  const store = new MongooseRegistryStore(storage);
  await store.initialise();
  return store;
}

class MongooseRegistryStore implements RegistryStore {
  readonly #storage: Storage;
  readonly #generations: Model<GenerationRow>;
  readonly #states: Model<StateRow>;
  readonly #acknowledgements: Model<AcknowledgementRow>;
  readonly #replicas: Model<ReplicaRow>;
  readonly #operations: Model<OperationRow>;
  readonly #documents: Model<DocumentRow>;

  constructor(storage: Storage) {
    const { connection } = storage;
    this.#storage = storage;
    const number = { type: Number, required: true };
    const text = { type: String, required: true };
    const date = { type: Date, required: true };
    this.#generations = defineModel<GenerationRow>(
      connection,
      'registry_generations',
      {
        number,
        supergraphSdl: text,
        services: anything,
        status: text,
        createdAt: date,
        createdBy: text,
        change: text,
        hints: anything,
        reason: String,
      },
      [{ keys: { number: 1 }, unique: true }],
    );
    this.#states = defineModel<StateRow>(connection, 'registry_states', {
      active: Number,
      staged: Number,
      last: number,
    });
    this.#acknowledgements = defineModel<AcknowledgementRow>(
      connection,
      'registry_acknowledgements',
      { number, replica: text, state: text, reason: String },
      [{ keys: { number: 1 } }],
    );
    this.#replicas = defineModel<ReplicaRow>(connection, 'registry_replicas', { at: date }, [{ keys: { at: 1 } }]);
    this.#operations = defineModel<OperationRow>(
      connection,
      'registry_operations',
      { text, name: String, lastSeen: date, count: number },
      [{ keys: { lastSeen: 1 } }],
    );
    this.#documents = defineModel<DocumentRow>(connection, 'registry_documents', { text, source: text, at: date });
  }

  async initialise(): Promise<void> {
    const models = [
      this.#generations,
      this.#states,
      this.#acknowledgements,
      this.#replicas,
      this.#operations,
      this.#documents,
    ];
    for (const model of models) await createCollections([model as unknown as Model<Stored>]);
    await this.#states.updateOne(
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
      this.#generations.findById(String(number)).lean<GenerationRow>(),
      this.#acknowledgements.find({ number }).lean<AcknowledgementRow[]>(),
    ]);
    return row === null ? undefined : recordOf(row, acknowledgements);
  }

  async history(limit: number): Promise<readonly GenerationRecord[]> {
    const rows = await this.#generations.find().sort({ number: -1 }).limit(limit).lean<GenerationRow[]>();
    const acknowledgements = await this.#acknowledgements
      .find({ number: { $in: rows.map(({ number }) => number) } })
      .lean<AcknowledgementRow[]>();
    return rows.map((row) => recordOf(row, acknowledgements));
  }

  async stage(generation: NewGeneration, base: number | undefined): Promise<GenerationRecord | undefined> {
    const number = await this.#transition(async (state, session) => {
      if (state.staged !== null || state.active !== (base ?? null)) return undefined;
      const next = state.last + 1;
      await this.#generations.create(
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
    await this.#acknowledgements.updateOne({ _id: `${number}:${replica}` }, { $set: set }, { upsert: true });
  }

  async beat(replica: string, at: Date): Promise<void> {
    await this.#replicas.updateOne({ _id: replica }, { $set: { at } }, { upsert: true });
  }

  async replicasSince(since: Date): Promise<readonly string[]> {
    const rows = await this.#replicas.find({ at: { $gte: since } }).lean<ReplicaRow[]>();
    return rows.map(({ _id }) => _id);
  }

  async forget(replica: string): Promise<void> {
    await this.#replicas.deleteOne({ _id: replica });
  }

  async recordOperations(operations: readonly SeenOperation[]): Promise<void> {
    for (const { hash, text, name, lastSeen, count } of operations) {
      const update = { $set: { text, name: name ?? null }, $max: { lastSeen }, $inc: { count } };
      await this.#operations.updateOne({ _id: hash }, update, { upsert: true });
    }
  }

  async operationsSince(since: Date): Promise<readonly SeenOperation[]> {
    const rows = await this.#operations.find({ lastSeen: { $gte: since } }).lean<OperationRow[]>();
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
      const result = await this.#documents.updateOne(
        { _id: hash },
        { $setOnInsert: { text, source, at: new Date() } },
        { upsert: true },
      );
      added += result.upsertedCount;
    }
    return added;
  }

  async documents(): Promise<Readonly<Record<string, string>>> {
    const rows = await this.#documents.find().lean<DocumentRow[]>();
    return Object.fromEntries(rows.map(({ _id, text }) => [_id, text]));
  }

  async #state(session: ClientSession | null = null): Promise<StateRow> {
    const state = await this.#states.findById(STATE).session(session).lean<StateRow>();
    if (state === null) throw new Error('the registry is not initialised');
    return state;
  }

  #transition<T>(work: (state: StateRow, session: ClientSession) => Promise<T>): Promise<T> {
    return this.#storage.transaction(async (session) => work(await this.#state(session), session));
  }

  async #set(session: ClientSession, changes: Partial<StateRow>): Promise<void> {
    await this.#states.updateOne({ _id: STATE }, { $set: changes }, { session });
  }

  async #mark(
    session: ClientSession,
    number: number,
    status: GenerationStatus,
    reason: string | null = null,
  ): Promise<void> {
    await this.#generations.updateOne({ _id: String(number) }, { $set: { status, reason } }, { session });
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
