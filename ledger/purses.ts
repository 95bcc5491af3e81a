import type { ClientSession } from 'mongoose';
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

  async get(id: string, session?: ClientSession): Promise<PurseRow | null> {
    return this.#models.purses
      .findById(id)
      .session(session ?? null)
      .lean<PurseRow | null>();
  }

  async ofOwner(owner: PartyId): Promise<readonly PurseRow[]> {
    return this.#models.purses.find({ owner }).sort({ _id: 1 }).lean<PurseRow[]>();
  }

  /** The holds for a source, in the order in which they were made. */
  async holdsOf(sourceId: string, session?: ClientSession): Promise<readonly PurseHold[]> {
    return this.#models.purseHolds
      .find({ sourceId })
      .sort({ at: 1, _id: 1 })
      .session(session ?? null)
      .lean<PurseHold[]>();
  }

  /** The prepaid account of an owner with an issuer, if there is one. */
  async prepaid(owner: PartyId, issuer: PartyId, session: ClientSession): Promise<PurseRow | null> {
    return this.#models.purses.findOne({ owner, kind: 'PREPAID', issuer }).session(session).lean<PurseRow | null>();
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

  /** Step one: reserves value for a source. Throws `Refused` `LimitExceeded`; the same hold again is no second one. */
  async hold(tx: Tx, purseId: string, fen: number, source: Source): Promise<void> {
    const purse = await this.#require(tx, purseId);
    if (!inForce(purse, tx.now)) throw new Refused(refusal(tx, 'NOT_VALID', purse, fen));
    const known = await this.#hold(tx, purseId, source);
    if (known?.state === 'HELD' && known.fen === fen) return;
    if (known && known.state !== 'RELEASED') throw new Refused(refusal(tx, 'USED', purse, fen));
    const held = await this.#models.purses.updateOne(
      { _id: purseId, freeFen: { $gte: fen } },
      { $inc: { freeFen: 0 - fen, heldFen: fen } },
      { session: tx.session },
    );
    if (held.matchedCount !== 1) throw new Refused(refusal(tx, 'NOT_ENOUGH', purse, fen));
    const round = (known?.round ?? 0) + 1;
    await this.#keep(tx, {
      _id: holdId(purseId, source),
      purseId,
      ...named(source),
      fen,
      state: 'HELD',
      at: tx.now,
      round,
    });
    await this.#append(tx, at(source, purseId, round), 'purse.held', [
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
    if (hold?.state !== 'HELD' || fen > hold.fen) throw new Refused(refusal(tx, 'NOT_ENOUGH', purse, fen));
    await this.#end(tx, hold, 'REDEEMED');
    await this.#change(tx, purseId, { heldFen: 0 - hold.fen, freeFen: hold.fen - fen, spentFen: fen });
    const lines = [line('PURSE_HELD', purseId, purse.issuer, 0, hold.fen)];
    if (hold.fen > fen) lines.push(line('PURSE', purseId, purse.issuer, 0, fen - hold.fen));
    if (fen > 0) lines.push(...payment(purse.issuer, fen, debt));
    await this.#append(tx, at(source, purseId, hold.round), 'purse.redeemed', lines);
  }

  /** Frees what is held for a source. */
  async release(tx: Tx, purseId: string, source: Source): Promise<void> {
    const hold = await this.#hold(tx, purseId, source);
    if (hold?.state !== 'HELD') return;
    const { issuer } = await this.#require(tx, purseId);
    await this.#end(tx, hold, 'RELEASED');
    await this.#change(tx, purseId, { heldFen: 0 - hold.fen, freeFen: hold.fen });
    await this.#append(tx, at(source, purseId, hold.round), 'purse.released', [
      line('PURSE_HELD', purseId, issuer, 0, hold.fen),
      line('PURSE', purseId, issuer, 0, 0 - hold.fen),
    ]);
  }

  async #require(tx: Tx, id: string): Promise<PurseRow> {
    const row = await this.#models.purses.findById(id).session(tx.session).lean<PurseRow | null>();
    if (row) return row;
    throw new Refused({ __typename: 'NotFound', message: `${id} 不存在。 / There is no ${id}.`, id });
  }

  async #keep(tx: Tx, hold: PurseHold): Promise<void> {
    const { _id, ...rest } = hold;
    await this.#models.purseHolds.updateOne({ _id }, { $set: rest }, { upsert: true, session: tx.session });
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

function at(source: Source, purseId: string, round: number): Source {
  return { id: source.id, kind: `${source.kind}@${purseId}${round > 1 ? `#${round}` : ''}` };
}

function named(source: Source): { readonly sourceId: string; readonly sourceKind: string } {
  return { sourceId: source.id, sourceKind: source.kind };
}

function holdId(purseId: string, source: Source): string {
  return `${purseId}|${source.id}|${source.kind}`;
}

const MESSAGES = {
  NOT_VALID: { zh: '不在有效期内。', en: 'It is not valid at this time.' },
  NOT_ENOUGH: { zh: '可用余额不足，请充值或减少使用金额。', en: 'There is not enough on it. Top it up, or use less.' },
  USED: { zh: '该业务已使用过它。', en: 'It was used for this already.' },
} as const;

function refusal(tx: Tx, reason: keyof typeof MESSAGES, purse: PurseRow, wantedFen: number) {
  const message = MESSAGES[reason][tx.caller.locale];
  const { freeFen, heldFen, _id: purseId } = purse;
  return {
    __typename: 'LimitExceeded',
    message,
    limitFen: freeFen + heldFen,
    usedFen: heldFen,
    wantedFen,
    purseId,
    reason,
  };
}
