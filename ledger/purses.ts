import { Refused, type Tx } from '../kernel/types.ts';
import { type Line, line } from './domain/lines.ts';
import { inForce } from './domain/price.ts';
import type { Journal } from './journal.ts';
import type { LedgerModels, PurseHold, PurseKind, PurseRow } from './models.ts';
import type { PartyId, Source } from './types.ts';

/** What fills a purse, at its issuer: real money for a prepaid account, a fund for the others. */
const FILLED_FROM: Readonly<Record<PurseKind, 'CASH' | 'PURSE_SOURCE'>> = {
  PREPAID: 'CASH',
  FUND_CARD: 'PURSE_SOURCE',
  VOUCHER: 'PURSE_SOURCE',
};

export type NewPurse = Pick<PurseRow, '_id' | 'kind' | 'owner' | 'issuer' | 'validFrom' | 'validTo'>;

/**
 * Prepaid accounts, fund cards and innovation vouchers: value is filled in, held for a source, and redeemed or released. One guarded write per step:
 * no fen can be held or spent twice.
 */
export class Purses {
  readonly #models: LedgerModels;
  readonly #journal: Journal;

  constructor(models: LedgerModels, journal: Journal) {
    this.#models = models;
    this.#journal = journal;
  }

  async get(id: string): Promise<PurseRow | null> {
    return this.#models.purses.findById(id).lean<PurseRow | null>();
  }

  async ofOwner(owner: PartyId): Promise<readonly PurseRow[]> {
    return this.#models.purses.find({ owner }).sort({ _id: 1 }).lean<PurseRow[]>();
  }

  async holdsOf(sourceId: string): Promise<readonly PurseHold[]> {
    return this.#models.purseHolds.find({ sourceId }).sort({ _id: 1 }).lean<PurseHold[]>();
  }

  /** Opens an empty purse. */
  async open(tx: Tx, purse: NewPurse): Promise<void> {
    const row: PurseRow = { ...purse, freeFen: 0, heldFen: 0, spentFen: 0 };
    await this.#models.purses.insertMany([row], { session: tx.session });
  }

  /** Puts value in, once per source. */
  async fill(tx: Tx, purseId: string, fen: number, source: Source): Promise<void> {
    const purse = await this.#require(tx, purseId);
    const lines = [
      line(FILLED_FROM[purse.kind], purse.issuer, purse.owner, 0, fen),
      line('PURSE', purseId, purse.issuer, 0, 0 - fen),
    ];
    if (await this.#append(tx, source, 'purse.filled', lines)) await this.#change(tx, purseId, { freeFen: fen });
  }

  /** Step one: reserves value for a source. Throws `Refused` `PurseNotEnough` or `PurseNotValid`; the same hold again is no second one. */
  async hold(tx: Tx, purseId: string, fen: number, source: Source): Promise<void> {
    const purse = await this.#require(tx, purseId);
    if (!inForce(purse, tx.now)) throw new Refused(refusal(tx, 'PurseNotValid', purse, fen));
    const known = await this.#hold(tx, purseId, source);
    if (known?.state === 'HELD' && known.fen === fen) return;
    if (known) throw new Refused(refusal(tx, 'PurseAlreadyUsed', purse, fen));
    const held = await this.#models.purses.updateOne(
      { _id: purseId, freeFen: { $gte: fen } },
      { $inc: { freeFen: 0 - fen, heldFen: fen } },
      { session: tx.session },
    );
    if (held.matchedCount !== 1) throw new Refused(refusal(tx, 'PurseNotEnough', purse, fen));
    const row: PurseHold = {
      _id: holdId(purseId, source),
      purseId,
      sourceId: source.id,
      fen,
      state: 'HELD',
      at: tx.now,
    };
    await this.#models.purseHolds.insertMany([row], { session: tx.session });
    await this.#append(tx, at(source, purseId), 'purse.held', [
      line('PURSE', purseId, purse.issuer, 0, fen),
      line('PURSE_HELD', purseId, purse.issuer, 0, 0 - fen),
    ]);
  }

  /** Step two: pays `fen` of what is held (the rest is free again) to the creditor, in place of the debtor. Once per hold. */
  async redeem(
    tx: Tx,
    purseId: string,
    fen: number,
    source: Source,
    debt: { debtor: PartyId; creditor: PartyId },
  ): Promise<void> {
    const purse = await this.#require(tx, purseId);
    const hold = await this.#hold(tx, purseId, source);
    if (hold?.state === 'REDEEMED') return;
    if (hold?.state !== 'HELD' || fen > hold.fen) throw new Refused(refusal(tx, 'PurseNotEnough', purse, fen));
    await this.#end(tx, hold, 'REDEEMED');
    await this.#change(tx, purseId, { heldFen: 0 - hold.fen, freeFen: hold.fen - fen, spentFen: fen });
    const lines = [line('PURSE_HELD', purseId, purse.issuer, 0, hold.fen)];
    if (hold.fen > fen) lines.push(line('PURSE', purseId, purse.issuer, 0, fen - hold.fen));
    if (fen > 0) lines.push(...payment(purse.issuer, fen, debt));
    await this.#append(tx, at(source, purseId), 'purse.redeemed', lines);
  }

  /** Frees what is held for a source. */
  async release(tx: Tx, purseId: string, source: Source): Promise<void> {
    const hold = await this.#hold(tx, purseId, source);
    if (hold?.state !== 'HELD') return;
    const { issuer } = await this.#require(tx, purseId);
    await this.#end(tx, hold, 'RELEASED');
    await this.#change(tx, purseId, { heldFen: 0 - hold.fen, freeFen: hold.fen });
    await this.#append(tx, at(source, purseId), 'purse.released', [
      line('PURSE_HELD', purseId, issuer, 0, hold.fen),
      line('PURSE', purseId, issuer, 0, 0 - hold.fen),
    ]);
  }

  async #require(tx: Tx, id: string): Promise<PurseRow> {
    const row = await this.#models.purses.findById(id).session(tx.session).lean<PurseRow | null>();
    if (row) return row;
    throw new Refused({ __typename: 'NotFound', message: `${id} 不存在。 / There is no ${id}.`, id });
  }

  #hold(tx: Tx, purseId: string, source: Source): Promise<PurseHold | null> {
    return this.#models.purseHolds
      .findById(holdId(purseId, source))
      .session(tx.session)
      .lean<PurseHold | null>()
      .exec();
  }

  async #end(tx: Tx, hold: PurseHold, state: 'REDEEMED' | 'RELEASED'): Promise<void> {
    await this.#models.purseHolds.updateOne(
      { _id: hold._id, state: 'HELD' },
      { $set: { state } },
      { session: tx.session },
    );
  }

  async #change(tx: Tx, id: string, by: Partial<Pick<PurseRow, 'freeFen' | 'heldFen' | 'spentFen'>>): Promise<void> {
    await this.#models.purses.updateOne({ _id: id }, { $inc: by }, { session: tx.session });
  }

  async #append(tx: Tx, source: Source, kind: string, lines: readonly Line[]): Promise<boolean> {
    const entry = await this.#journal.append(tx, {
      source: { id: source.id, kind: `${source.kind}.${kind}` },
      step: 'POST',
      lines,
      effectiveAt: tx.now,
      side: 'PROVIDER',
      unitId: null,
      text: '',
    });
    return entry !== null;
  }
}

/** The purse takes over from the debtor; an issuer that isn't the creditor then owes it. */
function payment(issuer: PartyId, fen: number, debt: { debtor: PartyId; creditor: PartyId }): readonly Line[] {
  const paid = [line('OWES', debt.debtor, debt.creditor, 0, 0 - fen)];
  if (issuer === debt.creditor) return paid;
  return [...paid, line('OWES', issuer, debt.creditor, 0, fen), line('CLEARING', issuer, debt.creditor, 0, 0 - fen)];
}

function at(source: Source, purseId: string): Source {
  return { id: source.id, kind: `${source.kind}@${purseId}` };
}

function holdId(purseId: string, source: Source): string {
  return `${purseId}|${source.id}|${source.kind}`;
}

const MESSAGES: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  PurseNotValid: { zh: '不在有效期内。', en: 'It is not valid at this time.' },
  PurseNotEnough: {
    zh: '可用余额不足，请充值或减少使用金额。',
    en: 'There is not enough on it. Top it up, or use less.',
  },
  PurseAlreadyUsed: { zh: '该业务已使用过它。', en: 'It was used for this already.' },
};

function refusal(tx: Tx, __typename: string, purse: PurseRow, wantedFen: number) {
  const message = MESSAGES[__typename]?.[tx.caller.locale] ?? __typename;
  return { __typename, message, purseId: purse._id, freeFen: purse.freeFen, wantedFen };
}
