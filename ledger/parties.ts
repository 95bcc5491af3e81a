import type { ClientSession } from 'mongoose';
import { Refused, type Tx } from '../kernel/types.ts';
import type { LedgerModels, PartyRow, PartySum, PartyTerms } from './models.ts';
import { shardOf } from './shard.ts';
import type { PartyId } from './types.ts';

const NEW_PARTY = { terms: 'ON_ACCOUNT', settlement: 'QUARTERLY', limitFen: null } as const;
const SHARDS = 16;

/** Debtors: their terms, and what they hold and owe, kept with every entry so that a limit can't be overrun by two at once. */
export class Parties {
  readonly #models: LedgerModels;

  constructor(models: LedgerModels) {
    this.#models = models;
  }

  /** A party as a debtor; one that never owed anything has the default terms. Cost: two indexed reads. */
  async get(id: PartyId, session?: ClientSession): Promise<PartyRow> {
    const terms = await this.terms(id, session);
    const sums = await this.#models.partySums
      .find({ party: id })
      .session(session ?? null)
      .lean<PartySum[]>();
    const heldFen = sums.reduce((sum, row) => sum + row.heldFen, 0);
    const owedFen = sums.reduce((sum, row) => sum + row.owedFen, 0);
    return { ...terms, heldFen, owedFen };
  }

  async terms(id: PartyId, session?: ClientSession): Promise<PartyTerms> {
    const row = await this.#models.parties
      .findById(id)
      .session(session ?? null)
      .lean<PartyTerms | null>();
    return row ?? { _id: id, ...NEW_PARTY };
  }

  /** Sets the terms of a party. */
  async setTerms(
    tx: Tx,
    id: PartyId,
    terms: Partial<Pick<PartyRow, 'terms' | 'settlement' | 'limitFen'>>,
  ): Promise<void> {
    await this.#models.parties.updateOne({ _id: id }, { $set: terms }, { upsert: true, session: tx.session });
  }

  /**
   * Adds to what the party holds and owes. Throws `Refused` `LimitExceeded` when a hold takes it above its limit. `sourceId` spreads the postings of a
   * party without a limit.
   */
  async add(tx: Tx, id: PartyId, change: { heldFen: number; owedFen: number }, sourceId: string): Promise<void> {
    const { heldFen, owedFen } = change;
    if (heldFen === 0 && owedFen === 0) return;
    const { limitFen } = await this.terms(id, tx.session);
    const shard = limitFen === null ? shardOf(sourceId, SHARDS) : 0;
    await this.#models.partySums.updateOne(
      { _id: `${id}#${shard}` },
      { $inc: { heldFen, owedFen }, $setOnInsert: { party: id } },
      { upsert: true, session: tx.session },
    );
    if (limitFen === null || heldFen <= 0) return;
    const after = await this.get(id, tx.session);
    const usedFen = after.heldFen + after.owedFen;
    if (usedFen > limitFen) throw new Refused(limitExceeded(tx, limitFen, usedFen - heldFen, heldFen));
  }
}

function limitExceeded(tx: Tx, limitFen: number, usedFen: number, wantedFen: number) {
  const message =
    tx.caller.locale === 'zh'
      ? '超出挂账限额，请先结清欠款或联系平台调整限额。'
      : 'This goes beyond the credit limit. Settle what is owed, or ask the platform for a higher limit.';
  return { __typename: 'LimitExceeded', message, limitFen, usedFen, wantedFen };
}
