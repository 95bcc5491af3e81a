import type { Caller } from '../kernel/caller.ts';
import type { Kernel } from '../kernel/types.ts';
import { type Period, periodsOf, settlesAfter } from './domain/periods.ts';
import type { LedgerModels, Statement } from './models.ts';
import type { Parties } from './parties.ts';
import type { PeriodGate } from './period-gate.ts';
import type { PeriodSums } from './period-sums.ts';
import type { Pair } from './statement-reads.ts';
import type { Statements } from './statements.ts';

export interface ClosingParts {
  readonly kernel: Pick<Kernel, 'transact'>;
  readonly models: LedgerModels;
  readonly gate: PeriodGate;
  readonly parties: Parties;
  readonly statements: Statements;
  readonly sums: PeriodSums;
}

/** Closes periods: open → closing (no entry gets in any more) → statements → closed. Each step may be repeated after a crash. */
export class Closing {
  readonly #parts: ClosingParts;

  constructor(parts: ClosingParts) {
    this.#parts = parts;
  }

  /** Closes a month, quarter or half-year, and returns the statements of those who settle at its months' ends. */
  async close(caller: Caller, span: string): Promise<readonly Statement[]> {
    const issued: Statement[] = [];
    for (const period of periodsOf(span)) issued.push(...(await this.#closeOne(caller, period)));
    return issued;
  }

  async #closeOne(caller: Caller, period: Period): Promise<readonly Statement[]> {
    const { kernel, gate, models, parties, statements, sums } = this.#parts;
    if ((await gate.stateOf(period)) === 'CLOSED') {
      await sums.keep(period);
      return models.statements.find({ to: period }).lean<Statement[]>();
    }
    await gate.shut(period, (work) => kernel.transact(caller, (tx) => work(tx.session)));
    const issued: Statement[] = [];
    for (const pair of await this.#pairsDue(period)) {
      const { settlement } = await parties.get(pair.debtor);
      if (settlesAfter(settlement, period)) issued.push(await statements.issue(caller, pair, period));
    }
    await kernel.transact(caller, async (tx) => {
      await gate.close(period, tx.session);
      tx.audit({ action: 'closePeriod', recordId: period, after: { statements: issued.length } });
      tx.emit({ type: 'period.closed', recordId: period, version: 1, payload: { statements: issued.length } });
    });
    await sums.keep(period);
    return issued;
  }

  /** Who may owe whom something in the half-year that ends with the period: no settlement is longer. */
  async #pairsDue(period: Period): Promise<readonly Pair[]> {
    const from = halfYearBefore(period);
    const rows = await this.#parts.models.entries.aggregate<{
      _id: { debtor: string; creditor: string };
      last: Period;
    }>([
      { $match: { period: { $gte: from, $lte: period } } },
      { $unwind: '$lines' },
      { $match: { 'lines.account': 'OWES' } },
      { $group: { _id: { debtor: '$lines.party', creditor: '$lines.counterparty' }, last: { $max: '$period' } } },
      { $sort: { _id: 1 } },
    ]);
    const pairs: Pair[] = [];
    for (const { _id: pair, last } of rows) if (await this.#isDue(pair, last)) pairs.push(pair);
    return pairs;
  }

  async #isDue(pair: Pair, last: Period): Promise<boolean> {
    const later = await this.#parts.models.statements.exists({ ...pair, to: { $gte: last } });
    return later === null;
  }
}

function halfYearBefore(period: Period): Period {
  const month = Number(period.slice(0, 4)) * 12 + Number(period.slice(5, 7)) - 1 - 5;
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}
