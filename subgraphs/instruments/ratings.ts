import type { DeliveredEvent } from '../../kernel/events/types.ts';
import { amended } from '../../kernel/records/record-store.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import type { InstrumentStore } from './instrument-store.ts';
import { ratedAs } from './rated.ts';

/** Keeps the average and the distribution of ratings with the instrument, as `booking` counts them: lists sort by it, and partners get it with the record. */
export function followRatings(kernel: Kernel, store: InstrumentStore): void {
  kernel.consume({
    name: 'instruments.ratings',
    types: ['instrumentRating.counted'],
    handle: (event, tx) => keepRating(store, event, tx),
  });
}

/** A change of its own, but none of the instrument's history: nobody edited the record. */
async function keepRating(store: InstrumentStore, { recordId, payload }: DeliveredEvent, tx: Tx): Promise<void> {
  const before = await store.records.byId(recordId, tx.session);
  const rated = ratedAs(payload.distribution);
  if (!before || before.withdrawn) return;
  if (String(before.ratingDistribution) === String(rated.ratingDistribution)) return;
  const after = amended(before, rated);
  await store.records.save(tx, [{ action: 'countInstrumentRatings', happened: 'rated', before, after }]);
}
