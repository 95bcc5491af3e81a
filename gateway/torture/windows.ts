import type { EvilReport } from './evil.ts';
import type { LoadResult } from './load.ts';
import type { Strain } from './strain.ts';
import type { TortureOptions, World } from './torture.ts';

/** A stretch of ordinary load, how the gateway bore it, and what went on beside it. */
export interface Window {
  readonly load: LoadResult;
  readonly strain: Strain;
  readonly evil: EvilReport;
}

export class Windows {
  readonly #world: World;
  readonly #options: Pick<TortureOptions, 'milliseconds' | 'perSecond'>;

  constructor(world: World, options: Pick<TortureOptions, 'milliseconds' | 'perSecond'>) {
    this.#world = world;
    this.#options = options;
  }

  /** One window, longer when what goes on beside it takes longer. */
  async take(begin: () => Promise<EvilReport>): Promise<Window> {
    const { victim, clients } = this.#world;
    const { milliseconds, perSecond } = this.#options;
    await this.#strain();
    let done = false;
    const running = begin().finally(() => {
      done = true;
    });
    let load = await clients.ask({ milliseconds, perSecond });
    while (!done && victim.alive) load = joined(load, await clients.ask({ milliseconds: 500, perSecond }));
    const evil = await running;
    return { load, strain: await this.#strain(), evil };
  }

  async #strain(): Promise<Strain> {
    const report = await this.#world.victim.ask({ order: 'strain' });
    if (!('strain' in report)) throw new Error('the gateway did not say how it is doing');
    return report.strain;
  }
}

function joined(one: LoadResult, other: LoadResult): LoadResult {
  return {
    requests: one.requests + other.requests,
    wrong: one.wrong + other.wrong,
    degraded: one.degraded + other.degraded,
    dropped: one.dropped + other.dropped,
    times: [...one.times, ...other.times].sort((first, second) => first - second),
    example: one.example ?? other.example,
  };
}

export function joinedReports(reports: readonly EvilReport[]): EvilReport {
  const statuses: Record<string, number> = {};
  for (const report of reports)
    for (const [status, count] of Object.entries(report.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
  const failures = reports.flatMap((report) => report.failures);
  return { sent: reports.reduce((sum, report) => sum + report.sent, 0), statuses, failures };
}

/** The worst of each; of shares the mean. */
export function joinedStrains(strains: readonly Strain[]): Strain {
  const worst = (of: (strain: Strain) => number) => Math.max(...strains.map(of));
  const mean = (of: (strain: Strain) => number) =>
    strains.reduce((sum, strain) => sum + of(strain), 0) / strains.length;
  return {
    loopMaxMs: worst(({ loopMaxMs }) => loopMaxMs),
    collectionMaxMs: worst(({ collectionMaxMs }) => collectionMaxMs),
    loopP99Ms: worst(({ loopP99Ms }) => loopP99Ms),
    cpu: mean(({ cpu }) => cpu),
    starved: mean(({ starved }) => starved),
    rssMiB: worst(({ rssMiB }) => rssMiB),
  };
}
