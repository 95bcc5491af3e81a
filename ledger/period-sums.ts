import type { ClientSession } from 'mongoose';
import type { AccountKind } from './domain/lines.ts';
import { type OpenRange, rangesOutside } from './domain/period-ranges.ts';
import type { Period } from './domain/periods.ts';
import type { LedgerModels, PeriodHead, PeriodSum } from './models.ts';
import type { PartyId } from './types.ts';

/** The sum of the lines between two parties on one account. */
export interface LineSum {
  readonly account: AccountKind;
  readonly party: PartyId;
  readonly counterparty: PartyId | null;
  readonly minutes: number;
  readonly fen: number;
}

/** Which lines: of entries that a party stands on (an id, or a pattern of ids); all without. Entries as posted up to `at`. */
export interface SumFilter {
  readonly party?: PartyId | RegExp;
  readonly at?: Date;
}

const BATCH = 1_000;

/**
 * What the entries of closed periods come to. A closed period never changes, so it is summed once; a balance is then these sums and the entries of the
 * periods that are not summed yet. A period without sums is read entry by entry: the sums are a saving, never a condition.
 */
export class PeriodSums {
  readonly #models: LedgerModels;

  constructor(models: LedgerModels) {
    this.#models = models;
  }

  /** Sums a closed period, once. Its sums count from when its head is there; a crash before that leaves rows that the next call writes again. */
  async keep(period: Period): Promise<void> {
    if (await this.#models.periodHeads.exists({ _id: period })) return;
    const sums = await this.#ofEntries({ period });
    const [last] = await this.#models.entries.aggregate<{ entries: number; at: Date }>([
      { $match: { period } },
      { $group: { _id: null, entries: { $sum: 1 }, at: { $max: '$postedAt' } } },
    ]);
    const rows = sums.map((sum): PeriodSum => ({ ...sum, _id: idOf(period, sum), period }));
    for (let at = 0; at < rows.length; at += BATCH) {
      const operations = rows.slice(at, at + BATCH).map((row) => ({
        replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true },
      }));
      await this.#models.periodSums.bulkWrite(operations as never);
    }
    const { minutes, fen } = totalOf(sums);
    const head = { _id: period, entries: last?.entries ?? 0, minutes, fen, lastPostedAt: last?.at ?? null };
    await this.#models.periodHeads.updateOne({ _id: period }, { $set: head }, { upsert: true });
  }

  /** Sums of lines by account, party and counterparty. Cost: the sums of the closed periods and the entries of the others. */
  async lines(filter: SumFilter, session?: ClientSession): Promise<readonly LineSum[]> {
    const { party, at } = filter;
    const heads = await this.#heads(at, session);
    const summed = new Set(heads.map(({ _id }) => _id));
    const sums = new Map<string, LineSum>();
    for (const row of await this.#kept(party, session)) if (summed.has(row.period)) merge(sums, row);
    for (const range of rangesOutside([...summed])) {
      for (const row of await this.#ofEntries(matchOf(range, party, at), session)) merge(sums, row);
    }
    return [...sums.values()];
  }

  /** Minutes, fen and number of all entries. Cost: one row a closed period, and the entries of the others. */
  async total(at?: Date, session?: ClientSession): Promise<{ minutes: number; fen: number; entries: number }> {
    const heads = await this.#heads(at, session);
    const total = { minutes: 0, fen: 0, entries: 0 };
    const add = (minutes: number, fen: number, entries: number): void => {
      total.minutes += minutes;
      total.fen += fen;
      total.entries += entries;
    };
    for (const head of heads) add(head.minutes, head.fen, head.entries);
    for (const range of rangesOutside(heads.map(({ _id }) => _id))) {
      const match = matchOf(range, undefined, at);
      const sums = totalOf(await this.#ofEntries(match, session));
      add(sums.minutes, sums.fen, await this.#models.entries.countDocuments(match).session(session ?? null));
    }
    return total;
  }

  /** All lines of all entries, read one by one: what the sums must agree with. Cost: reads the whole journal. */
  recount(at?: Date, session?: ClientSession): Promise<readonly LineSum[]> {
    return this.#ofEntries(at ? { postedAt: { $lte: at } } : {}, session);
  }

  /** Heads of the closed periods all of whose entries were posted by `at`. */
  async #heads(at: Date | undefined, session: ClientSession | undefined): Promise<readonly PeriodHead[]> {
    const heads = await this.#models.periodHeads
      .find({})
      .sort({ _id: 1 })
      .session(session ?? null)
      .lean<PeriodHead[]>();
    return at ? heads.filter(({ lastPostedAt }) => lastPostedAt === null || lastPostedAt <= at) : heads;
  }

  async #kept(party: SumFilter['party'], session: ClientSession | undefined): Promise<readonly PeriodSum[]> {
    const find = (where: object) =>
      this.#models.periodSums
        .find(where)
        .session(session ?? null)
        .lean<PeriodSum[]>();
    if (party === undefined) return find({});
    const own = await find({ party });
    const known = new Set(own.map(({ _id }) => _id));
    return [...own, ...(await find({ counterparty: party })).filter(({ _id }) => !known.has(_id))];
  }

  async #ofEntries(match: object, session?: ClientSession): Promise<readonly LineSum[]> {
    const rows = await this.#models.entries
      .aggregate<{ _id: Pick<LineSum, 'account' | 'party' | 'counterparty'>; minutes: number; fen: number }>([
        { $match: match },
        { $unwind: '$lines' },
        {
          $group: {
            _id: { account: '$lines.account', party: '$lines.party', counterparty: '$lines.counterparty' },
            minutes: { $sum: '$lines.minutes' },
            fen: { $sum: '$lines.fen' },
          },
        },
      ])
      .session(session ?? null);
    return rows.map(({ _id, minutes, fen }) => ({ ..._id, minutes, fen }));
  }
}

function matchOf({ after, before }: OpenRange, party: SumFilter['party'], at: Date | undefined): object {
  const period = { ...(after === null ? {} : { $gt: after }), ...(before === null ? {} : { $lt: before }) };
  return {
    ...(party === undefined ? {} : { parties: party }),
    ...(after === null && before === null ? {} : { period }),
    ...(at ? { postedAt: { $lte: at } } : {}),
  };
}

function keyOf({ account, party, counterparty }: LineSum): string {
  return JSON.stringify([account, party, counterparty]);
}

function idOf(period: Period, sum: LineSum): string {
  return `${period} ${keyOf(sum)}`;
}

function merge(sums: Map<string, LineSum>, row: LineSum): void {
  const { account, party, counterparty, minutes, fen } = row;
  const before = sums.get(keyOf(row)) ?? { account, party, counterparty, minutes: 0, fen: 0 };
  sums.set(keyOf(row), { ...before, minutes: before.minutes + minutes, fen: before.fen + fen });
}

function totalOf(sums: readonly LineSum[]): { readonly minutes: number; readonly fen: number } {
  return {
    minutes: sums.reduce((total, one) => total + one.minutes, 0),
    fen: sums.reduce((total, one) => total + one.fen, 0),
  };
}
