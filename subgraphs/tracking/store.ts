import type { Model } from 'mongoose';
import { type Caller, holds, PLATFORM_STAFF } from '../../kernel/caller.ts';
import { createCollections, defineModel } from '../../kernel/define-model.ts';
import { documentOf, membersOf, OwnedRecords, ownedFilter, ownedIndexes } from '../../kernel/records/owned.ts';
import type { PageRequest } from '../../kernel/records/page.ts';
import { type RecordKind, RecordStore } from '../../kernel/records/record-store.ts';
import type { SharedFields } from '../../kernel/records/shared-fields.ts';
import type { UnitProjection } from '../../kernel/records/unit-projection.ts';
import { notFound, notPermitted, refuseProblems, required } from '../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import type {
  AdoptTopicInput,
  CreateTopicInput,
  PublishTrackingItemInput,
  TrackingItemFilter,
} from './generated/types.ts';

interface ItemDetails {
  readonly summary: string | null;
  readonly body: string | null;
  readonly sourceName: string | null;
  readonly sourceUrl: string | null;
  readonly publishedOn: string | null;
  readonly field: string | null;
  readonly keywords: readonly string[];
  /** The topic's title goes along with the item, so that partners can show and adopt it. */
  readonly topicTitle: string | null;
}

/** A tracking item (科技跟踪信息). */
export interface ItemRecord extends SharedFields, ItemDetails {
  readonly title: string;
  /** An own topic, or the stand-in of a partner's. */
  readonly topicId: string | null;
}

/** A topic (专题): an own column, or a partner's as its items name it. */
export interface TopicRow {
  readonly _id: string;
  readonly title: string;
  readonly description: string | null;
  readonly home: string;
  readonly adoptedBy: readonly string[];
  readonly version: number;
}

const blank: ItemDetails = {
  summary: null,
  body: null,
  sourceName: null,
  sourceUrl: null,
  publishedOn: null,
  field: null,
  keywords: [],
  topicTitle: null,
};

const itemKind: RecordKind<ItemRecord> = {
  kind: 'trackingItem',
  collection: 'tracking_items',
  noun: 'trackingItem',
  fields: {
    title: String,
    summary: String,
    body: String,
    sourceName: String,
    sourceUrl: String,
    publishedOn: String,
    field: String,
    keywords: [String],
    topicTitle: String,
    topicId: String,
  },
  indexes: [
    ...ownedIndexes('title'),
    { keys: { home: 1, registeredAt: 1, _id: 1 } },
    { keys: { registeredAt: 1, _id: 1 } },
    { keys: { topicId: 1, registeredAt: 1, _id: 1 } },
  ],
  title: (item) => item.title,
  entry: ({ title, summary, body, keywords, field, topicTitle, sourceName }) => ({
    text: [title, summary, body, ...keywords, field, topicTitle, sourceName].filter(Boolean).join(' '),
    summary: summary ?? topicTitle ?? '',
    ...(field ? { category: field } : {}),
  }),
  document: (item) => documentOf(blank, item),
  fromDocument: (shared, title, document) => {
    const details = membersOf(blank, document);
    return {
      ...shared,
      ...details,
      title,
      topicId: details.topicTitle && foreignTopic(shared.home, details.topicTitle),
    };
  },
};

/** Id of a partner's topic, which has no record of its own in the catalogue: home and title. */
function foreignTopic(home: string, title: string): string {
  return `${home}:topic:${title}`;
}

const newestFirst = { field: 'registeredAt', direction: -1 } as const;

/** Tracking items and their topics. */
export class TrackingStore {
  readonly records: RecordStore<ItemRecord>;
  readonly topics: Model<TopicRow>;
  readonly #owned: OwnedRecords<ItemRecord>;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, units: Model<UnitProjection>) {
    this.#kernel = kernel;
    this.records = new RecordStore(kernel.connection, kernel.platform.id, itemKind);
    this.#owned = new OwnedRecords(kernel, this.records, units);
    this.topics = defineModel<TopicRow>(
      kernel.connection,
      'tracking_topics',
      { title: String, description: String, home: String, adoptedBy: [String], version: Number },
      [{ keys: { home: 1, title: 1 }, unique: true }],
    );
  }

  async open(): Promise<this> {
    await createCollections([this.topics]);
    await this.records.open(this.#kernel);
    return this;
  }

  /** Writes ready topics (seed, migration). */
  loadTopics(): (rows: readonly TopicRow[], tx: Tx) => Promise<void> {
    return async (rows, tx) => void (await this.topics.insertMany(rows as TopicRow[], { session: tx.session }));
  }

  list(caller: Caller, filter: TrackingItemFilter | null | undefined, request: PageRequest) {
    const where = ownedFilter(filter, this.#kernel.platform.id, 'title', { topicId: filter?.topicId });
    return this.records.page(caller, { ...where, withdrawn: false }, newestFirst, request);
  }

  /** Items of one topic, wherever they come from. */
  ofTopic(caller: Caller, topicId: string, request: PageRequest) {
    return this.records.page(caller, { topicId, withdrawn: false }, newestFirst, request);
  }

  async topicsByIds(ids: readonly string[]): Promise<(TopicRow | null)[]> {
    const rows = await this.topics.find({ _id: { $in: [...ids] } }).lean();
    return ids.map((id) => rows.find((row) => row._id === id) ?? null);
  }

  /** Own and adopted topics, by title. */
  listTopics(): Promise<TopicRow[]> {
    return this.topics.find().sort({ home: 1, title: 1 }).limit(500).lean();
  }

  publish(caller: Caller, input: PublishTrackingItemInput) {
    return this.#owned.register(caller, input, {
      action: 'publishTrackingItem',
      idKind: 'trackingItem',
      field: 'trackingItem',
      problems: [required('title', input.title)],
      build: async (shared, tx) => {
        const topic = input.topicId ? await this.#ownTopic(tx, input.topicId) : null;
        const details = { ...membersOf(blank, input), topicTitle: topic?.title ?? null };
        return { ...shared, ...details, title: input.title.trim(), topicId: topic?._id ?? null };
      },
      after: ({ unitId }, tx) => tx.count('trackingItems', 1, unitId ? { unitId } : {}),
    });
  }

  createTopic(caller: Caller, input: CreateTopicInput) {
    return this.#topicCommand(caller, 'createTopic', input, async (tx) => {
      refuseProblems(caller, [required('title', input.title)]);
      const title = input.title.trim();
      await this.#refuseTaken(tx, title);
      const row = { _id: this.#kernel.newId('topic'), title, description: input.description ?? null };
      return { ...row, home: this.#kernel.platform.id, adoptedBy: [], version: 1 };
    });
  }

  /** Shows a partner's topic, known from its harvested items, as one of this platform's own. */
  adopt(caller: Caller, input: AdoptTopicInput) {
    return this.#topicCommand(caller, 'adoptTopic', input, async (tx) => {
      const _id = foreignTopic(input.home, input.title);
      const known = await this.records.model.exists({ topicId: _id }).session(tx.session);
      if (!known || input.home === this.#kernel.platform.id) throw notFound(caller, _id);
      const adoptedBy = [this.#kernel.platform.id];
      return { _id, title: input.title, description: null, home: input.home, adoptedBy, version: 1 };
    });
  }

  #topicCommand(
    caller: Caller,
    action: 'createTopic' | 'adoptTopic',
    input: { readonly idempotencyKey: string },
    make: (tx: Tx) => Promise<TopicRow>,
  ) {
    const request = { caller, name: action, idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      if (!holds(caller, PLATFORM_STAFF, [this.#kernel.platform.id])) throw notPermitted(caller);
      const topic = await make(tx);
      await this.topics.replaceOne({ _id: topic._id }, topic, { upsert: true, session: tx.session });
      tx.audit({ action, recordId: topic._id, after: topic });
      const happened = action === 'createTopic' ? 'created' : 'adopted';
      tx.emit({ type: `topic.${happened}`, recordId: topic._id, version: 1, payload: { title: topic.title } });
      return { __typename: `${action === 'createTopic' ? 'CreateTopic' : 'AdoptTopic'}Success`, topic };
    });
  }

  async #ownTopic(tx: Tx, id: string): Promise<TopicRow> {
    const topic = await this.topics.findById(id).session(tx.session).lean();
    if (!topic || topic.home !== this.#kernel.platform.id) throw notFound(tx.caller, id);
    return topic;
  }

  async #refuseTaken(tx: Tx, title: string): Promise<void> {
    const taken = await this.topics.exists({ home: this.#kernel.platform.id, title }).session(tx.session);
    const twice = { field: 'title', text: { zh: '已有同名专题。', en: 'There is a topic of that title.' } };
    refuseProblems(tx.caller, [taken ? twice : null]);
  }
}
