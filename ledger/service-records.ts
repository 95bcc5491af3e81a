import type { Tx } from '../kernel/types.ts';
import type { LedgerModels, ServiceRecord } from './models.ts';
import type { PartyId } from './types.ts';

/** What a payee served in a year. */
export interface ServedSum {
  readonly payee: PartyId;
  readonly count: number;
  readonly minutes: number;
  readonly effect: number;
}

/** Services without a price (experts' consultations, ratings of effect), which compensation counts beside the journal's. */
export class ServiceRecords {
  readonly #models: LedgerModels;

  constructor(models: LedgerModels) {
    this.#models = models;
  }

  /** Notes a service, or replaces what was noted under the same id (the service's own). */
  async note(tx: Tx, record: ServiceRecord): Promise<void> {
    const { _id, ...rest } = record;
    const set = rest;
    await this.#models.serviceRecords.updateOne({ _id }, { $set: set }, { upsert: true, session: tx.session });
  }

  async ofYear(year: number): Promise<readonly ServedSum[]> {
    return this.#sums([
      { $match: { year } },
      {
        $group: {
          _id: '$payee',
          count: { $sum: 1 },
          minutes: { $sum: '$minutes' },
          effect: { $sum: '$effect' },
        },
      },
      { $sort: { _id: 1 } },
    ]);
  }

  async #sums(pipeline: Parameters<LedgerModels['serviceRecords']['aggregate']>[0]): Promise<readonly ServedSum[]> {
    const rows = await this.#models.serviceRecords.aggregate<Omit<ServedSum, 'payee'> & { _id: PartyId }>(pipeline);
    return rows.map(({ _id, ...sum }) => ({ payee: _id, ...sum }));
  }
}
