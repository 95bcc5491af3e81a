import { systemCaller } from '../../kernel/caller.ts';
import type { Tx } from '../../kernel/types.ts';
import type { Agreement, TariffRow } from '../../ledger/types.ts';
import type { Platform } from '../create-platform.ts';
import { countPastFigures } from './counted.ts';

/** Records written in one transaction: large enough that commits do not count, small enough for a transaction's memory. */
const BATCH = 500;

type Loader = (rows: readonly unknown[], tx: Tx) => Promise<void>;

/** Kinds that belong to the ledger and the kernel, not to a subgraph. */
function ownLoaders({
  ledger,
  config,
}: Platform): Readonly<Record<string, (rows: readonly never[], tx: Tx) => Promise<void>>> {
  return {
    tariff: (rows: readonly TariffRow[], tx) => ledger.pricing.loadTariffs(tx, rows),
    agreement: async (rows: readonly Agreement[], tx) => {
      for (const row of rows) await ledger.pricing.putAgreement(tx, row);
    },
    pastFigures: async ([scale]: readonly number[], tx) => countPastFigures(tx, scale ?? config.scale),
  };
}

/** The loader that one of the platform's subgraphs has for a kind. */
function loaderOf(platform: Platform, kind: string): Loader {
  for (const { load } of platform.subgraphs) {
    const loader = load?.[kind];
    if (loader) return loader as Loader;
  }
  const own = ownLoaders(platform)[kind];
  if (!own) throw new Error(`nothing loads ${kind}`);
  return own as Loader;
}

/** How far each kind is. Written with the rows, so that a seed that was cut off goes on exactly where it stopped. */
export interface SeedMark {
  readonly _id: string;
  readonly done: number;
}

export function seedMarks(platform: Platform) {
  return platform.kernel.connection.collection<SeedMark>('platform_seed');
}

/** Writes the rows of a kind that are not there yet, in batches. Gives how many it wrote. */
export async function loadRows(
  platform: Platform,
  kind: string,
  rows: readonly unknown[],
  told: (done: number) => void,
): Promise<number> {
  const marks = seedMarks(platform);
  const loader = loaderOf(platform, kind);
  const caller = systemCaller(platform.config.id, 'seed');
  const start = (await marks.findOne({ _id: kind }))?.done ?? 0;
  for (let from = start; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    await platform.kernel.transact(caller, async (tx) => {
      await loader(batch, tx);
      await marks.updateOne(
        { _id: kind },
        { $set: { done: from + batch.length } },
        { upsert: true, session: tx.session },
      );
    });
    told(from + batch.length);
  }
  return rows.length - start;
}
