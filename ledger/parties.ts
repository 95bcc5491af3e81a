import type { ClientSession } from 'mongoose';
import { Refused, type Tx } from '../kernel/types.ts';
import type { LedgerModels, PartyRow } from './models.ts';
import type { PartyId } from './types.ts';

const NEW_PARTY = { terms: 'ON_ACCOUNT', settlement: 'QUARTERLY', limitFen: null, heldFen: 0, owedFen: 0 } as const;

/** Debtors: their terms, and what they hold and owe, kept with every entry so that a limit can't be overrun by two at once. */
export class Parties {
  readonly #models: LedgerModels;

  constructor(models: LedgerModels) {
    this.#models = models;
  }

  /** A party as a debtor; one that never owed anything has the default terms. */
  async get(id: PartyId, session?: ClientSession): Promise<PartyRow> {
    const row = await this.#models.parties
      .findById(id)
      .session(session ?? null)
      .lean<PartyRow | null>();
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

  /** Adds to what the party holds and owes. Throws `Refused` `LimitExceeded` when that takes it above its limit. */
  async add(tx: Tx, id: PartyId, heldFen: number, owedFen: number): Promise<void> {
    if (heldFen === 0 && owedFen === 0) return;
    const row = await this.#models.parties.findOneAndUpdate(
      { _id: id },
      {
        $inc: { heldFen, owedFen },
        $setOnInsert: { terms: NEW_PARTY.terms, settlement: NEW_PARTY.settlement, limitFen: null },
      },
      { upsert: true, returnDocument: 'after', session: tx.session, lean: true },
    );
    if (!row || row.limitFen === null || heldFen <= 0) return;
    const usedFen = row.heldFen + row.owedFen;
    if (usedFen > row.limitFen) throw new Refused(limitExceeded(tx, row.limitFen, usedFen - heldFen, heldFen));
  }
}

function limitExceeded(tx: Tx, limitFen: number, usedFen: number, wantedFen: number) {
  const message =
    tx.caller.locale === 'zh'
      ? '超出挂账限额，请先结清欠款或联系平台调整限额。'
      : 'This goes beyond the credit limit. Settle what is owed, or ask the platform for a higher limit.';
  return { __typename: 'LimitExceeded', message, limitFen, usedFen, wantedFen };
}
