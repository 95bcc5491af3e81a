import type { ClientSession, Connection, Model, SchemaDefinition } from 'mongoose';
import { ERASED } from '../audit/personal.ts';
import type { Caller } from '../caller.ts';
import type { RemoteRecord, SharedRecord } from '../catalogue/types.ts';
import { createCollections, defineModel, type Index } from '../define-model.ts';
import type { SearchEntry } from '../search/types.ts';
import type { Kernel, Tx } from '../types.ts';
import { type Page, type PageOrder, type PageRequest, pageOf } from './page.ts';
import { audienceOf, maySee, ownShared, type SharedFields, sharedFieldsSchema, visibleTo } from './shared-fields.ts';

/** What differs between the kinds of shared record; everything else is `RecordStore`. */
export interface RecordKind<T extends SharedFields> {
  /** As partners know it (`SharedRecord.kind`). */
  readonly kind: string;
  /** `<room>_<plural>`. */
  readonly collection: string;
  /** Prefix of its events, `instrument` → `instrument.registered`. */
  readonly noun: string;
  readonly fields: SchemaDefinition;
  readonly indexes: readonly Index[];
  title(record: T): string;
  /** What the search finds it by. */
  entry(record: T): Pick<SearchEntry, 'text' | 'summary' | 'category' | 'district'>;
  /** The fields that partners get: plain JSON, no personal data. */
  document(record: T): Readonly<Record<string, unknown>>;
  /** A partner's copy from its document; what the document lacks gets a default. A tombstone has an empty document. */
  fromDocument(shared: SharedFields, title: string, document: Readonly<Record<string, unknown>>): T;
  /** What other rooms' projections need beside id, path, unit, title and sharing. */
  payload?(record: T): Readonly<Record<string, unknown>>;
}

/** One change of a record, as it is audited and told. */
export interface Change<T> {
  /** The domain verb: `registerExpert`. */
  readonly action: string;
  /** The event's past participle: `registered`. */
  readonly happened: string;
  readonly before: T | null;
  readonly after: T;
  readonly reason?: string | undefined;
}

/** An own record as a seed or another system brings it. */
export interface ReadyDocument {
  readonly id: string;
  readonly unitId: string | null;
  readonly sharing: SharedFields['sharing'];
  readonly registeredAt: Date;
  readonly title: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** Records of one kind: own ones with audit, events, index and catalogue feed, and read-only copies of the partners' ones. */
export class RecordStore<T extends SharedFields> {
  readonly model: Model<T>;
  readonly #kind: RecordKind<T>;
  readonly #platform: string;
  #people: Kernel['people'] | null = null;

  constructor(connection: Connection, platform: string, kind: RecordKind<T>) {
    this.#kind = kind;
    this.#platform = platform;
    this.model = defineModel<T>(connection, kind.collection, { ...sharedFieldsSchema, ...kind.fields }, kind.indexes);
  }

  /** Makes the collection and tells the kernel who owns the kind. */
  async open(kernel: Kernel): Promise<this> {
    await createCollections([this.model]);
    this.#people = kernel.people;
    kernel.catalogueKind(this.#kind.kind, {
      apply: (record, tx) => this.apply(record, tx),
      all: () => this.all(),
    });
    return this;
  }

  /** The shared fields of a new own record of `unitId`. */
  fresh(id: string, place: { unitId: string | null; labId?: string | null }, shared: Reach, now: Date): SharedFields {
    return ownShared(this.#platform, id, place, shared, now);
  }

  /** Writes changes with all that follows from them. Cost: one insert for all new records, one replace for each changed one. */
  async save(tx: Tx, changes: readonly Change<T>[]): Promise<void> {
    const created = changes.filter((change) => change.before === null).map((change) => change.after);
    if (created.length > 0) await this.model.insertMany(created as never[], { session: tx.session });
    for (const change of changes) {
      if (change.before) await this.#replace(tx, change.before, change.after);
      this.#tell(tx, change);
    }
  }

  /**
   * Writes ready own records that were registered elsewhere or before (seed, migration): one audit row for all, and an event each only where `happened`
   * says that other rooms keep a projection of the kind. Cost: one insert, whatever the number.
   */
  loader(happened: string | null): (rows: readonly T[], tx: Tx) => Promise<void> {
    return async (rows, tx) => {
      await this.model.insertMany(rows as never[], { session: tx.session });
      for (const row of rows) {
        if (happened !== null) tx.emit(this.#event(row, happened));
        tx.publish(this.sharedRecord(row));
        this.#index(tx, row);
      }
      tx.audit({ action: `load ${this.#kind.kind}`, recordId: rows[0]?._id ?? '', after: { records: rows.length } });
    };
  }

  /** As `loader`, from what a catalogue carries of a record: what the document lacks gets the kind's default. */
  documentLoader(happened: string | null = null): (rows: readonly ReadyDocument[], tx: Tx) => Promise<void> {
    const load = this.loader(happened);
    return (rows, tx) =>
      load(
        rows.map(({ id, unitId, sharing, registeredAt, title, document }) => {
          const shared = ownShared(this.#platform, id, { unitId }, { sharing, grade: 'OPEN' }, registeredAt);
          return this.#kind.fromDocument(shared, title, document);
        }),
        tx,
      );
  }

  async byId(id: string, session?: ClientSession): Promise<T | null> {
    return (await this.model
      .findById(id)
      .session(session ?? null)
      .lean()) as T | null;
  }

  /** One record if the caller may see it. */
  async visible(caller: Caller, id: string): Promise<T | null> {
    const [record] = await this.visibleByIds(caller, [id]);
    return record ?? null;
  }

  /** For a DataLoader: in the order of `ids`, null for what does not exist or may not be seen. Cost: one indexed read. */
  async visibleByIds(caller: Caller, ids: readonly string[]): Promise<(T | null)[]> {
    const rows = (await this.model.find({ _id: { $in: [...ids] } } as never).lean()) as unknown as T[];
    const found = new Map(rows.map((row) => [row._id, row]));
    return ids.map((id) => {
      const record = found.get(id);
      return record && maySee(caller, this.#platform, record) ? record : null;
    });
  }

  /** A page of what the caller may see. `filter` holds equalities that an index starts with. */
  async page(
    caller: Caller,
    filter: Readonly<Record<string, unknown>>,
    order: PageOrder,
    request: PageRequest,
  ): Promise<Page<T>> {
    return pageOf(this.model, { ...filter, ...visibleTo(caller, this.#platform) }, order, request);
  }

  /** Takes over a partner's record, unless the copy is as new already. */
  async apply(remote: RemoteRecord, tx: Tx): Promise<void> {
    const before = await this.byId(remote.id, tx.session);
    if (before && before.version > remote.version) return;
    const document = remote.withdrawn ? {} : remote.document;
    const unitId = typeof document.unitId === 'string' ? document.unitId : (before?.unitId ?? null);
    const shared: SharedFields = {
      _id: remote.id,
      path: [...new Set([remote.home, ...(unitId ? [unitId] : []), remote.id])],
      unitId,
      sharing: remote.sharing,
      grade: remote.grade,
      audience: audienceOf(remote),
      home: remote.home,
      syncedAt: remote.syncedAt,
      withdrawn: remote.withdrawn ?? false,
      registeredAt: before?.registeredAt ?? dateOf(document.registeredAt) ?? remote.syncedAt,
      version: remote.version,
    };
    const after = this.#kind.fromDocument(shared, remote.title, document);
    await this.model.replaceOne({ _id: remote.id } as never, after as never, { upsert: true, session: tx.session });
    this.#index(tx, after);
    // The person whom the record is called after was erased at its home.
    if (remote.title === ERASED && before) await this.#people?.eraseCopies(tx, remote.id, ['title']);
    tx.emit(this.#event(after, 'harvested'));
  }

  /** Every record with its index entry, and its feed record if it is this platform's. */
  async *all(): AsyncGenerator<{ entry?: SearchEntry; record?: SharedRecord }> {
    for await (const row of this.model.find().lean().cursor({ batchSize: 500 })) {
      const record = row as unknown as T;
      const entry = this.#entry(record);
      yield {
        ...(entry ? { entry } : {}),
        ...(record.home === this.#platform ? { record: this.sharedRecord(record) } : {}),
      };
    }
  }

  /** The record as the change feed carries it. */
  sharedRecord(record: T): SharedRecord {
    const document = { ...this.#kind.document(record), unitId: record.unitId, registeredAt: record.registeredAt };
    return {
      id: record._id,
      kind: this.#kind.kind,
      version: record.version,
      title: this.#kind.title(record),
      sharing: record.sharing,
      grade: record.grade,
      document,
      withdrawn: record.withdrawn,
    };
  }

  async #replace(tx: Tx, before: T, after: T): Promise<void> {
    const { matchedCount } = await this.model.replaceOne(
      { _id: before._id, version: before.version } as never,
      after as never,
      { session: tx.session },
    );
    if (matchedCount !== 1) throw new Error(`${before._id} is no longer at version ${before.version}`);
  }

  #tell(tx: Tx, { action, happened, before, after, reason }: Change<T>): void {
    tx.audit({ action, recordId: after._id, before, after, ...(reason ? { reason } : {}) });
    tx.emit(this.#event(after, happened));
    tx.publish(this.sharedRecord(after));
    this.#index(tx, after);
  }

  #event(record: T, happened: string) {
    const payload = {
      id: record._id,
      path: record.path,
      unitId: record.unitId,
      title: this.#kind.title(record),
      sharing: record.sharing,
      grade: record.grade,
      home: record.home,
      withdrawn: record.withdrawn,
      ...this.#kind.payload?.(record),
    };
    return { type: `${this.#kind.noun}.${happened}`, recordId: record._id, version: record.version, payload };
  }

  #index(tx: Tx, record: T): void {
    const entry = this.#entry(record);
    if (entry) tx.index(entry);
    else tx.unindex(record._id);
  }

  /** Search shows titles to anyone, so only what anyone may read is in the index. */
  #entry(record: T): SearchEntry | null {
    if (record.audience !== 'PUBLIC' || record.withdrawn) return null;
    return {
      id: record._id,
      kind: this.#kind.kind,
      title: this.#kind.title(record),
      home: record.home,
      sharing: record.sharing,
      ...(record.unitId ? { unitId: record.unitId } : {}),
      ...this.#kind.entry(record),
    };
  }
}

/** How far a record goes. */
export type Reach = Pick<SharedRecord, 'sharing' | 'grade'>;

/** The next version of a record with some fields changed; audience follows sharing and grade. */
export function amended<T extends SharedFields>(before: T, fields: Partial<T>): T {
  const after = { ...before, ...fields, version: before.version + 1 };
  return { ...after, audience: audienceOf(after) };
}

function dateOf(value: unknown): Date | null {
  const date = typeof value === 'string' ? new Date(value) : value;
  return date instanceof Date && !Number.isNaN(date.getTime()) ? date : null;
}
