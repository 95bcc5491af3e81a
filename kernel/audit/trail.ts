import type { ClientSession } from 'mongoose';
import { contentHash } from '../canonical-json.ts';
import { bulkUpdate } from '../define-model.ts';
import type { AuditStored, HeadRow, KernelModels } from '../models.ts';
import type { Kernel } from '../types.ts';
import type { TransactionalStore } from '../unit-of-work.ts';
import type { PersonKeys } from './person-keys.ts';
import { openRows } from './personal.ts';
import type { AuditEntry } from './types.ts';

const HEAD = 'audit';
const BATCH = 500;

/**
 * The hash-chained audit trail. Rows are written unchained with the facts; after commit one sequencer gives each its number and the SHA-256 over the
 * RFC 8785 JSON of the row and the hash before it. Whoever changes, drops or inserts a row breaks the chain from there on. Personal data is in the rows as
 * ciphertext, and it is the ciphertext that is hashed: destroying a person's key leaves the chain whole.
 */
export class AuditTrail {
  readonly #store: TransactionalStore;
  readonly #models: KernelModels;
  readonly #keys: PersonKeys;

  constructor(store: TransactionalStore, models: KernelModels, keys: PersonKeys) {
    this.#store = store;
    this.#models = models;
    this.#keys = keys;
  }

  /** Chains one batch of committed rows. True when there was one. */
  async step(): Promise<boolean> {
    const rows = await this.#models.audit.find({ seq: 0 }).sort({ seq: 1, _id: 1 }).limit(BATCH).lean<AuditStored[]>();
    if (rows.length === 0) return false;
    await this.#store.transaction((session) => this.#chain(rows, session));
    return true;
  }

  async #chain(rows: readonly AuditStored[], session: ClientSession): Promise<void> {
    const { audit, heads } = this.#models;
    const head = await heads.findById(HEAD).session(session).lean<HeadRow | null>();
    let { value, hash } = head ?? { value: 0, hash: '' };
    const operations = rows.map((row) => {
      value += 1;
      hash = rowHash({ ...row, seq: value }, hash);
      return { updateOne: { filter: { _id: row._id, seq: 0 }, update: { $set: { seq: value, hash } } } };
    });
    await heads.updateOne({ _id: HEAD }, { $set: { value, hash } }, { session, upsert: true });
    await bulkUpdate(audit, operations, session);
  }

  async verify(): ReturnType<Kernel['audit']['verify']> {
    let hash = '';
    let rows = 0;
    const all = this.#models.audit.find({ seq: { $gt: 0 } }).sort({ seq: 1 });
    for await (const row of all.lean<AuditStored[]>().cursor({ batchSize: BATCH })) {
      const stored = row as unknown as AuditStored;
      rows += 1;
      hash = rowHash(stored, hash);
      if (stored.seq !== rows || stored.hash !== hash) return { rows, brokenAt: rows };
    }
    const head = await this.#models.heads.findById(HEAD).lean<HeadRow | null>();
    const complete = (head?.value ?? 0) === rows && (head?.hash ?? '') === hash;
    return { rows, brokenAt: complete ? null : rows + 1 };
  }

  async list(filter: Parameters<Kernel['audit']['list']>[0]): Promise<readonly AuditEntry[]> {
    const { recordId, actor, action, before, first, personal = 'hidden' } = filter;
    const query = {
      ...(recordId === undefined ? {} : { recordId }),
      ...(actor === undefined ? {} : { actor }),
      ...(action === undefined ? {} : { action }),
      seq: before === undefined ? { $gt: 0 } : { $gt: 0, $lt: before },
    };
    const rows = await this.#models.audit.find(query).sort({ seq: -1 }).limit(first).lean<AuditStored[]>();
    return (await openRows(this.#keys, rows, personal)).map(asEntry);
  }
}

function asEntry(row: AuditStored): AuditEntry {
  const { _id, reason, actorName, ...rest } = row;
  const named = typeof actorName === 'string' ? { actorName } : {};
  return { ...rest, ...named, ...(typeof reason === 'string' ? { reason } : {}) };
}

function rowHash(row: AuditStored, previous: string): string {
  const { _id, hash, ...content } = row;
  return contentHash({ id: _id, ...content, previous });
}
