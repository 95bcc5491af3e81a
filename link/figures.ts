import { systemCaller } from '../kernel/caller.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { DeliveredEvent } from '../kernel/events/types.ts';
import type { Job } from '../kernel/jobs/types.ts';
import type { PartnerFigures } from '../kernel/partner-types.ts';
import type { Kernel, Tx } from '../kernel/types.ts';
import { type MonthFigures, monthsOf, toldMonth } from './figures-parts.ts';
import type { FiguresRow, LinkModels } from './models.ts';
import type { PartnerOutbox } from './outbox.ts';

const EVERY_SECONDS = 60;

export interface FiguresParts {
  readonly kernel: Omit<Kernel, 'partners'>;
  readonly models: LinkModels;
  readonly outbox: PartnerOutbox;
}

/** What a platform counted month by month, in all, by unit and by category of instruments, told to the platform above it: a province adds up its cities without asking them. */
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
    handle: (event, tx) => keep(parts, event, tx),
  });
  return {
    job: { name: 'link.figures', everySeconds: EVERY_SECONDS, run: () => tell(parts) },
    told: async () => {
      const rows = await models.figures.find({ platform: { $ne: kernel.platform.id } }).lean<FiguresRow[]>();
      return rows.map(({ _id, version, ...told }) => told);
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
  for (const [month, counted] of monthsOf(platform, await kernel.counted({}))) {
    const last = told.get(month);
    if (last !== undefined && wordsOf(last) === wordsOf(counted)) continue;
    const version = (last?.version ?? 0) + 1;
    await kernel.transact(systemCaller(platform, `figures-${month}-${version}`), async (tx) => {
      await write(models, { platform, month, version, ...counted }, tx);
      const recordId = `${platform}:statistics:${month}`;
      const payload = { month, version, ...counted };
      await outbox.add(tx, parent, { type: 'statistics.counted', recordId, version, payload });
    });
  }
}

/** What a month says, to compare: also with what was told before parts were. */
function wordsOf({ figures, units, categories }: MonthFigures): string {
  return canonicalJson({ figures, units: units ?? null, categories: categories ?? null });
}

/** An older word that comes late changes nothing; what is no month's figures is left out. */
async function keep({ kernel, models }: FiguresParts, event: DeliveredEvent, tx: Tx): Promise<void> {
  const home = String(event.payload.home);
  const told = toldMonth(home, event.payload);
  if (!told) {
    kernel.log.warn({ home, recordId: event.recordId }, 'a partner told figures that make no sense');
    return;
  }
  if (!told.units && event.payload.units !== undefined)
    kernel.log.warn({ home, month: told.month }, 'a partner told parts of figures that do not add up');
  const { month, version } = told;
  const known = await models.figures.findById(`${home} ${month}`).session(tx.session).lean<FiguresRow | null>();
  if (known !== null && known.version >= version) return;
  await write(models, { platform: home, ...told }, tx);
}

async function write(models: LinkModels, row: Omit<FiguresRow, '_id'>, tx: Tx): Promise<void> {
  const _id = `${row.platform} ${row.month}`;
  await models.figures.replaceOne({ _id }, { _id, ...row }, { upsert: true, session: tx.session });
}
