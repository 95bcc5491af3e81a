import { systemCaller } from '../kernel/caller.ts';
import type { CounterName } from '../kernel/counters/types.ts';
import type { DeliveredEvent } from '../kernel/events/types.ts';
import type { Job } from '../kernel/jobs/types.ts';
import type { PartnerFigures } from '../kernel/partner-types.ts';
import type { Kernel, Tx } from '../kernel/types.ts';
import type { FiguresRow, LinkModels } from './models.ts';
import type { PartnerOutbox } from './outbox.ts';

const EVERY_SECONDS = 60;

export interface FiguresParts {
  readonly kernel: Omit<Kernel, 'partners'>;
  readonly models: LinkModels;
  readonly outbox: PartnerOutbox;
}

/** What a platform counted month by month, told to the platform above it: a province adds up its cities without asking them. */
export interface Figures {
  readonly job: Job;
  /** What the platforms below have told, each month's last word. */
  told(): Promise<readonly PartnerFigures[]>;
}

export function createFigures(parts: FiguresParts): Figures {
  const { kernel, models } = parts;
  kernel.consume({
    name: 'link.figures',
    types: ['partner.statistics.counted'],
    handle: (event, tx) => keep(models, event, tx),
  });
  return {
    job: { name: 'link.figures', everySeconds: EVERY_SECONDS, run: () => tell(parts) },
    told: async () => {
      const rows = await models.figures.find({ platform: { $ne: kernel.platform.id } }).lean<FiguresRow[]>();
      return rows.map(({ platform, month, figures }) => ({ platform, month, figures }));
    },
  };
}

/** Tells the parent the months that have changed since they were told last. Cost: one read of the counters. */
async function tell({ kernel, models, outbox }: FiguresParts): Promise<void> {
  const { id: platform, parent } = kernel.platform;
  if (parent === null) return;
  const told = new Map(
    (await models.figures.find({ platform }).lean<FiguresRow[]>()).map((row) => [row.month, row] as const),
  );
  for (const [month, figures] of await countedByMonth(kernel)) {
    const last = told.get(month);
    if (last !== undefined && isSame(last.figures, figures)) continue;
    const version = (last?.version ?? 0) + 1;
    await kernel.transact(systemCaller(platform, `figures-${month}-${version}`), async (tx) => {
      await write(models, { platform, month, figures, version }, tx);
      const recordId = `${platform}:statistics:${month}`;
      await outbox.add(tx, parent, {
        type: 'statistics.counted',
        recordId,
        version,
        payload: { month, figures, version },
      });
    });
  }
}

async function countedByMonth(kernel: FiguresParts['kernel']): Promise<ReadonlyMap<string, Record<string, number>>> {
  const months = new Map<string, Record<string, number>>();
  for (const { month, counter, amount } of await kernel.counted({})) {
    const figures = months.get(month) ?? {};
    figures[counter] = (figures[counter] ?? 0) + amount;
    months.set(month, figures);
  }
  return months;
}

function isSame(a: PartnerFigures['figures'], b: PartnerFigures['figures']): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as ReadonlySet<CounterName>;
  return [...names].every((name) => (a[name] ?? 0) === (b[name] ?? 0));
}

/** An older word that comes late changes nothing. */
async function keep(models: LinkModels, event: DeliveredEvent, tx: Tx): Promise<void> {
  const { home, month, figures, version } = event.payload as unknown as Omit<FiguresRow, '_id'> & {
    readonly home: string;
  };
  const known = await models.figures.findById(`${home} ${month}`).session(tx.session).lean<FiguresRow | null>();
  if (known !== null && known.version >= version) return;
  await write(models, { platform: home, month, figures, version }, tx);
}

async function write(models: LinkModels, row: Omit<FiguresRow, '_id'>, tx: Tx): Promise<void> {
  const _id = `${row.platform} ${row.month}`;
  await models.figures.updateOne({ _id }, { $set: row }, { upsert: true, session: tx.session });
}
