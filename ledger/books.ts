import type { ClientSession } from 'mongoose';
import { platformOf } from '../kernel/ids.ts';
import type { Period } from './domain/periods.ts';
import type { Entry, LedgerModels } from './models.ts';
import type { PartyId, TrialBalance } from './types.ts';

/** What is owed between two parties: positive when `debtor` owes `creditor`. */
export interface Balance {
  readonly debtor: PartyId;
  readonly creditor: PartyId;
  readonly fen: number;
}

/** The sum of one account of one party. */
export interface AccountSum {
  readonly account: string;
  readonly party: PartyId;
  readonly minutes: number;
  readonly fen: number;
}

export interface EntryFilter {
  readonly party?: PartyId;
  readonly unitId?: string;
  readonly sourceId?: string;
  readonly from?: Period;
  readonly to?: Period;
  /** Entries before this id: newest first. */
  readonly before?: string;
  readonly first: number;
}

/** What can be read from the journal. */
export class Books {
  readonly #models: LedgerModels;

  constructor(models: LedgerModels) {
    this.#models = models;
  }

  /** Entries, newest first. */
  async entries(filter: EntryFilter, session?: ClientSession): Promise<readonly Entry[]> {
    const { party, unitId, sourceId, from, to, before, first } = filter;
    const period = { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lte: to }) };
    const query = {
      ...(party === undefined ? {} : { parties: party }),
      ...(unitId === undefined ? {} : { unitId }),
      ...(sourceId === undefined ? {} : { sourceId }),
      ...(Object.keys(period).length === 0 ? {} : { period }),
      ...(before === undefined ? {} : { _id: { $lt: before } }),
    };
    return this.#models.entries
      .find(query)
      .sort({ _id: -1 })
      .limit(first)
      .session(session ?? null)
      .lean<Entry[]>();
  }

  async entry(id: string): Promise<Entry | null> {
    return this.#models.entries.findById(id).lean<Entry | null>();
  }

  /** What a party owes and is owed, by counterparty, as posted up to `at`. Balances of zero are left out. Cost: reads the party's entries. */
  async balances(party: PartyId, at?: Date, session?: ClientSession): Promise<readonly Balance[]> {
    const rows = await this.#models.entries
      .aggregate<{ _id: { debtor: PartyId; creditor: PartyId }; fen: number }>([
        { $match: { parties: party, ...(at ? { postedAt: { $lte: at } } : {}) } },
        { $unwind: '$lines' },
        { $match: { 'lines.account': 'OWES', $or: [{ 'lines.party': party }, { 'lines.counterparty': party }] } },
        {
          $group: {
            _id: { debtor: '$lines.party', creditor: '$lines.counterparty' },
            fen: { $sum: '$lines.fen' },
          },
        },
        { $sort: { _id: 1 } },
      ])
      .session(session ?? null);
    return rows.filter((row) => row.fen !== 0).map((row) => ({ ...row._id, fen: row.fen }));
  }

  /**
   * What the side of one platform (itself, its units and users) is owed by another's side, and the minutes that passed between them. The chain of an
   * agreement crosses from one side to the other once, so each fee counts once. Cost: reads the entries of services between the two.
   */
  async between(
    own: string,
    partner: string,
  ): Promise<{
    readonly owed: number;
    readonly minutes: { readonly provided: number; readonly received: number };
  }> {
    const accounts = ['OWES', 'SERVED'];
    const rows = await this.#models.entries.find({ parties: sideOf(partner) }).lean<Entry[]>();
    let owed = 0;
    let provided = 0;
    let received = 0;
    for (const { lines } of rows)
      for (const one of lines) {
        if (!accounts.includes(one.account) || one.counterparty === null) continue;
        const [from, to] = [platformOf(one.party), platformOf(one.counterparty)];
        if (one.account === 'OWES' && from === partner && to === own) owed += one.fen;
        if (one.account === 'OWES' && from === own && to === partner) owed -= one.fen;
        if (one.account === 'SERVED' && from === own && to === partner) provided -= one.minutes;
        if (one.account === 'SERVED' && from === partner && to === own) received -= one.minutes;
      }
    return { owed, minutes: { provided, received } };
  }

  /** Every account of every party, or of one. Sums to zero and zero over all. Cost: reads every entry. */
  async accounts(filter: { readonly party?: PartyId; readonly at?: Date } = {}): Promise<readonly AccountSum[]> {
    const { party, at } = filter;
    const rows = await this.#models.entries.aggregate<{
      _id: { account: string; party: PartyId };
      minutes: number;
      fen: number;
    }>([
      { $match: { ...(party ? { parties: party } : {}), ...(at ? { postedAt: { $lte: at } } : {}) } },
      { $unwind: '$lines' },
      ...(party ? [{ $match: { 'lines.party': party } }] : []),
      {
        $group: {
          _id: { account: '$lines.account', party: '$lines.party' },
          minutes: { $sum: '$lines.minutes' },
          fen: { $sum: '$lines.fen' },
        },
      },
      { $sort: { _id: 1 } },
    ]);
    return rows.map(({ _id, minutes, fen }) => ({ ..._id, minutes, fen }));
  }

  /**
   * Services on the provider's side that count (neither reversed nor mirrored) in the periods `from`..`to`, oldest first. Cost: reads the periods'
   * entries.
   */
  async services(from: Period, to: Period): Promise<readonly Entry[]> {
    const rows = await this.#models.entries
      .find({ period: { $gte: from, $lte: to }, side: 'PROVIDER' })
      .sort({ period: 1, _id: 1 })
      .lean<Entry[]>();
    const reversed = new Set(rows.map((row) => row.reverses));
    return rows.filter(
      (row) => /^(POST|CORRECT)/.test(row.step) && row.reverses === null && !reversed.has(row._id) && isService(row),
    );
  }

  /**
   * Sums every line, as posted up to `at`. Zero and zero, or the journal is broken. Cost: reads every entry; meant for auditors and closes.
   */
  async trialBalance(session?: ClientSession, at?: Date): Promise<TrialBalance> {
    const match = at ? { postedAt: { $lte: at } } : {};
    const [sums] = await this.#models.entries
      .aggregate<{ minutes: number; fen: number }>([
        { $match: match },
        { $unwind: '$lines' },
        { $group: { _id: null, minutes: { $sum: '$lines.minutes' }, fen: { $sum: '$lines.fen' } } },
      ])
      .session(session ?? null);
    const entries = await this.#models.entries.countDocuments(match).session(session ?? null);
    return { minutes: sums?.minutes ?? 0, fen: sums?.fen ?? 0, entries };
  }
}

/** Entries of services have a provider who earns or serves. */
function isService(entry: Entry): boolean {
  return entry.lines.some((one) => one.account === 'INCOME' && one.fen <= 0) && entry.sourceKind !== 'adjustment';
}

/** Ids of a platform and of everything that lives on it. */
function sideOf(platform: string): RegExp {
  return new RegExp(`^${platform.replaceAll(/[^\w-]/g, '')}(:|$)`);
}
