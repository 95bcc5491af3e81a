import type { Tx } from '../kernel/types.ts';
import type { LedgerModels } from './models.ts';

/** The next number of a series, without gaps: two that take one collide and one is retried. */
export async function nextNumber(models: LedgerModels, tx: Tx, series: string): Promise<number> {
  const row = await models.numbers.findOneAndUpdate(
    { _id: series },
    { $inc: { value: 1 } },
    { upsert: true, returnDocument: 'after', session: tx.session, lean: true },
  );
  return row?.value ?? 1;
}
