import type { ClientSession } from 'mongoose';
import { platformOf } from '../kernel/ids.ts';
import type { Period } from './domain/periods.ts';
import type { Entry, LedgerModels } from './models.ts';
import type { LineSum, PeriodSums } from './period-sums.ts';
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
  readonly #sums: PeriodSums;

  constructor(models: LedgerModels, sums: PeriodSums) {
    this.#models = models;
    this.#sums = sums;
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

  /** What a party owes and is owed, by counterparty, as posted up to `at`. Balances of zero are left out. Cost: `PeriodSums.lines`. */
  async balances(party: PartyId, at?: Date, session?: ClientSession): Promise<readonly Balance[]> {
    const sums = await this.#sums.lines({ party, ...(at ? { at } : {}) }, session);
    return sums
      .flatMap(({ account, party: debtor, counterparty: creditor, fen }) =>
        account === 'OWES' && creditor !== null && fen !== 0 && (debtor === party || creditor === party)
          ? [{ debtor, creditor, fen }]
          : [],
      )
      .sort((a, b) => compare(`${a.debtor} ${a.creditor}`, `${b.debtor} ${b.creditor}`));
  }

  /**
   * What the side of one platform (itself, its units and users) is owed by another's side, and the minutes that passed between them. The chain of an
   * agreement crosses from one side to the other once, so each fee counts once. Cost: `PeriodSums.lines`.
   */
  async between(
    own: string,
    partner: string,
  ): Promise<{
    readonly owed: number;
    readonly minutes: { readonly provided: number; readonly received: number };
  }> {
    let owed = 0;
    let provided = 0;
    let received = 0;
    for (const one of await this.#sums.lines({ party: sideOf(partner) })) {
      if (one.counterparty === null) continue;
      const [from, to] = [platformOf(one.party), platformOf(one.counterparty)];
      if (one.account === 'OWES' && from === partner && to === own) owed += one.fen;
      if (one.account === 'OWES' && from === own && to === partner) owed -= one.fen;
      if (one.account === 'SERVED' && from === own && to === partner) provided -= one.minutes;
      if (one.account === 'SERVED' && from === partner && to === own) received -= one.minutes;
    }
    return { owed, minutes: { provided, received } };
  }

  /** Every account of every party, or of one. Sums to zero and zero over all. Cost: `PeriodSums.lines`. */
  async accounts(filter: { readonly party?: PartyId; readonly at?: Date } = {}): Promise<readonly AccountSum[]> {
    return byAccount(await this.#sums.lines(filter), filter.party);
  }

  /** The same, from the entries alone: what an audit compares. Cost: reads the whole journal. */
  async recount(filter: { readonly at?: Date } = {}, session?: ClientSession): Promise<readonly AccountSum[]> {
    return byAccount(await this.#sums.recount(filter.at, session), undefined);
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

  /** Sums every line, as posted up to `at`. Zero and zero, or the journal is broken. Cost: `PeriodSums.total`. */
  trialBalance(session?: ClientSession, at?: Date): Promise<TrialBalance> {
    return this.#sums.total(at, session);
  }
}

function byAccount(sums: readonly LineSum[], party: PartyId | undefined): readonly AccountSum[] {
  const accounts = new Map<string, AccountSum>();
  for (const { account, party: owner, minutes, fen } of sums) {
    if (party !== undefined && owner !== party) continue;
    const key = `${account} ${owner}`;
    const before = accounts.get(key) ?? { account, party: owner, minutes: 0, fen: 0 };
    accounts.set(key, { ...before, minutes: before.minutes + minutes, fen: before.fen + fen });
  }
  return [...accounts].sort(([a], [b]) => compare(a, b)).map(([, sum]) => sum);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Entries of services have a provider who earns or serves. */
function isService(entry: Entry): boolean {
  return entry.lines.some((one) => one.account === 'INCOME' && one.fen <= 0) && entry.sourceKind !== 'adjustment';
}

/** Ids of a platform and of everything that lives on it. */
function sideOf(platform: string): RegExp {
  return new RegExp(`^${platform.replaceAll(/[^\w-]/g, '')}(:|$)`);
}
