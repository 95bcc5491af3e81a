import type { ClientSession } from 'mongoose';
import type { Caller } from '../caller.ts';
import { bulkUpdate } from '../define-model.ts';
import { platformOf } from '../ids.ts';
import type { CatalogueRow, KernelModels, RemoteRow } from '../models.ts';
import type { SearchEntry } from '../search/types.ts';
import type { Kernel, PlatformInfo } from '../types.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { inOneLine, mayLeave, rankNeeded } from './reach.ts';
import type { Catalogue, CatalogueChanges, SharedRecord } from './types.ts';

export type KindOwner = Parameters<Kernel['catalogueKind']>[1];

type CatalogueItem = { readonly entry?: SearchEntry; readonly record?: SharedRecord };

const REBUILD_BATCH = 200;

/** What this platform shares, as a feed of changes, and what it got from others. */
export class LocalCatalogue implements Catalogue {
  readonly #models: KernelModels;
  readonly #unit: UnitOfWork;
  readonly #platform: PlatformInfo;
  readonly #caller: Caller;
  readonly #owners = new Map<string, KindOwner>();

  constructor(models: KernelModels, unit: UnitOfWork, platform: PlatformInfo, caller: Caller) {
    this.#models = models;
    this.#unit = unit;
    this.#platform = platform;
    this.#caller = caller;
  }

  register(kind: string, owner: KindOwner): void {
    if (this.#owners.has(kind)) throw new Error(`the kind ${kind} has an owner already`);
    this.#owners.set(kind, owner);
  }

  async changes(request: Parameters<Catalogue['changes']>[0]): Promise<CatalogueChanges> {
    const { since, first, partner } = request;
    const needed = rankNeeded(this.#platform, partner);
    const rows = await this.#models.catalogue
      .find({ seq: { $gt: since } })
      .sort({ seq: 1 })
      .limit(first + 1)
      .lean<CatalogueRow[]>();
    const page = rows.slice(0, first);
    const records = page.flatMap((row) => {
      if (mayLeave(row, this.#platform, partner)) return [asRecord(row)];
      const reached = inOneLine(this.#platform, partner) ? row.widest : row.widestOpen;
      return reached >= needed ? [tombstone(row)] : [];
    });
    return { records, cursor: page.at(-1)?.seq ?? since, hasMore: rows.length > first };
  }

  async applyRemote(home: string, records: readonly SharedRecord[], syncedAt: Date): Promise<number> {
    const latest = new Map(records.map((record) => [record.id, record]));
    return this.#unit.run(this.#caller, async (tx) => {
      const fresh = await this.#newer([...latest.values()], tx.session);
      for (const record of fresh) await this.#ownerOf(record.kind).apply({ ...record, home, syncedAt }, tx);
      if (fresh.length === 0) return 0;
      const rows = fresh.map(({ id, kind, version }) => ({
        updateOne: { filter: { _id: id }, update: { $set: { home, kind, version, syncedAt } }, upsert: true },
      }));
      await bulkUpdate(this.#models.remote, rows, tx.session);
      return fresh.length;
    });
  }

  /** Yields the owner's records of a kind in batches, each in a transaction that indexes and publishes them anew. */
  async rebuild(kind: string): Promise<void> {
    const owner = this.#ownerOf(kind);
    const seen = new Set<string>();
    let batch: CatalogueItem[] = [];
    for await (const item of owner.all()) {
      batch.push(item);
      seen.add(item.entry?.id ?? item.record?.id ?? '');
      if (batch.length < REBUILD_BATCH) continue;
      await this.#write(batch);
      batch = [];
    }
    if (batch.length > 0) await this.#write(batch);
    await this.#unindexAllBut(kind, seen);
  }

  async #write(items: readonly CatalogueItem[]): Promise<void> {
    await this.#unit.run(this.#caller, async (tx) => {
      for (const { entry, record } of items) {
        if (entry) tx.index(entry);
        if (record) tx.publish(record);
      }
    });
  }

  /** Entries of this platform's own records that the owner no longer knows. Harvested ones are not the owner's to yield. */
  async #unindexAllBut(kind: string, seen: ReadonlySet<string>): Promise<void> {
    const rows = await this.#models.search.find({ kind, deleted: false }).select({ _id: 1 }).lean<{ _id: string }[]>();
    const stale = rows.filter(({ _id }) => !seen.has(_id) && platformOf(_id) === this.#platform.id);
    if (stale.length === 0) return;
    await this.#unit.run(this.#caller, async (tx) => {
      for (const { _id } of stale) tx.unindex(_id);
    });
  }

  async #newer(records: readonly SharedRecord[], session: ClientSession): Promise<readonly SharedRecord[]> {
    const ids = records.map((record) => record.id);
    const known = await this.#models.remote
      .find({ _id: { $in: ids } })
      .session(session)
      .lean<RemoteRow[]>();
    const versions = new Map(known.map((row) => [row._id, row.version]));
    return records.filter((record) => record.version > (versions.get(record.id) ?? Number.NEGATIVE_INFINITY));
  }

  #ownerOf(kind: string): KindOwner {
    const owner = this.#owners.get(kind);
    if (!owner) throw new Error(`no subgraph owns the kind ${kind}; there are: ${[...this.#owners.keys()].join(', ')}`);
    return owner;
  }
}

function asRecord(row: CatalogueRow): SharedRecord {
  const { _id, kind, version, title, sharing, grade, document } = row;
  return { id: _id, kind, version, title, sharing, grade, document };
}

function tombstone(row: CatalogueRow): SharedRecord {
  return { ...asRecord(row), document: {}, withdrawn: true };
}
