import type { ClientSession } from 'mongoose';
import { covers } from '../kernel/caller.ts';
import { type Clock, Refused, type Tx } from '../kernel/types.ts';
import { bestAgreement, inForce, priceLine, priceOf, tariffFor } from './domain/price.ts';
import type { LedgerModels } from './models.ts';
import type { Agreement, PartyId, Price, QuoteRequest, TariffRow } from './types.ts';

/** Tariffs and agreements, dated: what was in force at an instant stays known. */
export class Pricing {
  readonly #models: LedgerModels;
  readonly #clock: Clock;

  constructor(models: LedgerModels, clock: Clock) {
    this.#models = models;
    this.#clock = clock;
  }

  /** Prices a request. Cost: two indexed reads. Throws `Refused` `NoTariff`. */
  async quote(request: QuoteRequest, session?: ClientSession): Promise<Price> {
    const subjectIds = [...new Set(request.items.map((item) => item.subjectId))];
    const rows = await this.#models.tariffs
      .find({ subjectId: { $in: subjectIds }, validFrom: { $lte: request.at } })
      .session(session ?? null)
      .lean<TariffRow[]>();
    const lines = request.items.map((item) => {
      const row = tariffFor(rows, item, request.userClass, request.at);
      if (!row) throw new Refused(noTariff(item.subjectId, item.component));
      return priceLine(item, row.amountFen);
    });
    return priceOf(lines, await this.agreementFor(request, session));
  }

  /** The agreement that waives most between two places at an instant, or null. */
  async agreementFor(
    request: Pick<QuoteRequest, 'at' | 'providerPath' | 'consumerPath'>,
    session?: ClientSession,
  ): Promise<Agreement | null> {
    const rows = await this.#models.agreements
      .find({ consumerPath: { $in: [...request.consumerPath] } })
      .session(session ?? null)
      .lean<Agreement[]>();
    const fitting = rows.filter(
      (row) => covers(row.providerPath, request.providerPath) && covers(row.consumerPath, request.consumerPath),
    );
    return bestAgreement(fitting, request.at);
  }

  /** Who the agreement of a price puts between consumer and collector. */
  async viaOf(agreementId: string | null, session: ClientSession): Promise<readonly PartyId[]> {
    if (agreementId === null) return [];
    const row = await this.#models.agreements.findById(agreementId).session(session).lean<Agreement | null>();
    return row?.via ?? [];
  }

  /**
   * Puts a tariff row in force; the row before it of the same subject, component and class ends where this one begins. Throws `Refused` `AboveCost`
   * when it asks more than the recorded cost (只收成本费), `TariffOverlap` when a row begins at or after it.
   */
  async setTariff(tx: Tx, row: TariffRow): Promise<void> {
    if (row.amountFen > row.costBaseFen) throw new Refused(aboveCost(row));
    const { subjectId, component, userClass, validFrom } = row;
    const same = { subjectId, component, userClass };
    const later = await this.#models.tariffs.exists({ ...same, validFrom: { $gte: validFrom } }).session(tx.session);
    if (later) throw new Refused(overlap(row));
    await this.#models.tariffs.updateMany(
      { ...same, $or: [{ validTo: null }, { validTo: { $gt: validFrom } }] },
      { $set: { validTo: validFrom } },
      { session: tx.session },
    );
    await this.#models.tariffs.insertMany([row], { session: tx.session });
  }

  /** Puts rows in force that are the first of their subjects (seed, migration). */
  async loadTariffs(tx: Tx, rows: readonly TariffRow[]): Promise<void> {
    await this.#models.tariffs.insertMany([...rows], { session: tx.session });
  }

  /** All rows of a subject, or those in force at `at`, newest first. */
  async tariffs(subjectId: string, at?: Date): Promise<readonly TariffRow[]> {
    const rows = await this.#models.tariffs.find({ subjectId }).sort({ validFrom: -1 }).lean<TariffRow[]>();
    return at ? rows.filter((row) => inForce(row, at)) : rows;
  }

  async tariff(id: string): Promise<TariffRow | null> {
    return this.#models.tariffs.findById(id).lean<TariffRow | null>();
  }

  /** For a DataLoader: the rows in force now, by subject. */
  async tariffsInForce(subjectIds: readonly string[]): Promise<readonly (readonly TariffRow[])[]> {
    const rows = await this.#models.tariffs.find({ subjectId: { $in: [...subjectIds] } }).lean<TariffRow[]>();
    const now = this.#clock.now();
    const live = Map.groupBy(
      rows.filter((row) => inForce(row, now)),
      (row) => row.subjectId,
    );
    return subjectIds.map((id) => live.get(id) ?? []);
  }

  /** For a DataLoader. */
  async agreementsByIds(ids: readonly string[]): Promise<readonly (Agreement | null)[]> {
    const rows = await this.#models.agreements.find({ _id: { $in: [...ids] } }).lean<Agreement[]>();
    return ids.map((id) => rows.find((row) => row._id === id) ?? null);
  }

  /** Stores an agreement, new or in a new version. */
  async putAgreement(tx: Tx, agreement: Agreement): Promise<void> {
    const { _id, ...rest } = agreement;
    await this.#models.agreements.updateOne({ _id }, { $set: rest }, { upsert: true, session: tx.session });
  }

  async agreement(id: string): Promise<Agreement | null> {
    return this.#models.agreements.findById(id).lean<Agreement | null>();
  }

  /** All agreements, or those in force now. */
  async agreements(filter: { readonly inForce?: boolean } = {}): Promise<readonly Agreement[]> {
    const rows = await this.#models.agreements.find({}).sort({ _id: 1 }).lean<Agreement[]>();
    return filter.inForce ? rows.filter((row) => inForce(row, this.#clock.now())) : rows;
  }
}

function noTariff(subjectId: string, component: string) {
  const message = `${subjectId} 没有 ${component} 项目的现行收费标准。 / No tariff in force for ${component}.`;
  return { __typename: 'NoTariff', message, subjectId, component };
}

function aboveCost(row: TariffRow) {
  const message =
    '收费高于登记的成本：平台服务只收成本费。 / The price is above the recorded cost: only the cost may be charged.';
  return { __typename: 'AboveCost', message, amountFen: row.amountFen, costBaseFen: row.costBaseFen };
}

function overlap(row: TariffRow) {
  const message = '已有同日或更晚生效的收费标准。 / A tariff that begins on that day or later exists already.';
  return { __typename: 'TariffOverlap', message, subjectId: row.subjectId };
}
