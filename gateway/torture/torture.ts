import { type Limits, limitsFrom } from '../limits/defaults.ts';
import { coresForEach } from './cores.ts';
import type { EvilOrder, EvilReport } from './evil.ts';
import type { VictimOrder, VictimReport } from './gateway-process.ts';
import { Helper, type HelperOptions } from './helper.ts';
import { type LoadResult, percentile } from './load.ts';
import type { LoadOrder } from './load-process.ts';
import { NOBODY, type Ordeal, ordeals } from './ordeals.ts';
import { isSlow, ratioOf } from './report.ts';
import type { Strain } from './strain.ts';
import { joinedReports, joinedStrains, type Window, Windows } from './windows.ts';

export interface TortureOptions {
  /** Length of one window. */
  readonly milliseconds: number;
  /** Windows of each attack. When comparing, each stands between two quiet ones and has one of harmless load beside it. */
  readonly windows: number;
  /** Ordinary requests per second all the time. */
  readonly perSecond: number;
  readonly reloads: number;
  /** Whether to measure without the attack as well, and under as many harmless requests. */
  readonly compare: boolean;
  /** Limits of the gateway that differ from the defaults. */
  readonly limits?: Partial<Limits>;
  /** Only what has one of these in its name; all when there are none. */
  readonly only?: readonly string[];
  /** Told of every step. */
  readonly log: (line: string) => void;
}

/** What the ordinary clients and the gateway had of one attack. Times in ms. */
export interface Finding {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
  /** p99 of the quiet windows around. Undefined when nothing was compared. */
  readonly quietP99: number | undefined;
  /** p99 under as many valid tiny queries per second as the attack had requests. Undefined where it had none. */
  readonly neutralP99: number | undefined;
  /** Requests of the attack per second. */
  readonly perSecond: number;
  readonly strain: Strain;
  /** What the attackers got, with how often. */
  readonly statuses: Readonly<Record<string, number>>;
}

export interface TortureResult {
  readonly findings: readonly Finding[];
  /** What must never happen and did. */
  readonly failures: readonly string[];
}

export interface World {
  readonly evil: Helper<EvilOrder, EvilReport>;
  readonly victim: Helper<VictimOrder, VictimReport>;
  readonly clients: Helper<LoadOrder, LoadResult>;
}

/** So that what measures, and what stands for well subgraphs, does not collect garbage (15 to 25 ms) while it counts. */
const SPACIOUS = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/** Tortures a gateway while ordinary clients go on, and tells what became of them. Gateway, clients, attackers and the ordinary subgraphs are a process each. */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const cores = coresForEach();
  const start = <Order, Report>(file: string, args: readonly string[], helper: HelperOptions) =>
    Helper.start<Order, Report>(new URL(file, import.meta.url), args, helper);
  const steady = await start<never, never>('./subgraph-process.ts', [], {
    order: 'first',
    cores: cores?.subgraphs,
    flags: SPACIOUS,
  });
  const evil = await start<EvilOrder, EvilReport>('./evil.ts', [], { order: 'last', cores: cores?.attackers });
  const limits = JSON.stringify(options.limits ?? {});
  const victim = await start<VictimOrder, VictimReport>('./gateway-process.ts', [steady.ready, evil.ready, limits], {
    order: 'first',
    cores: cores?.gateway,
  });
  const clients = await start<LoadOrder, LoadResult>('./load-process.ts', [victim.ready], {
    order: 'first',
    cores: cores?.clients,
    flags: [...SPACIOUS, '--expose-gc'],
  });
  try {
    return await new Torture(options, { evil, victim, clients }).run();
  } finally {
    await Promise.all([clients, victim, evil, steady].map((each) => each.stop()));
  }
}

class Torture {
  readonly #options: TortureOptions;
  readonly #world: World;
  readonly #windows: Windows;
  readonly #findings: Finding[] = [];
  readonly #failures: string[] = [];

  constructor(options: TortureOptions, world: World) {
    this.#options = options;
    this.#world = world;
    this.#windows = new Windows(world, options);
  }

  async run(): Promise<TortureResult> {
    const { only = [], log } = this.#options;
    await this.#windows.take(NOBODY);
    for (const ordeal of ordeals(this.#world, this.#options)) {
      if (only.length > 0 && !only.some((part) => ordeal.name.includes(part))) continue;
      const finding = await this.#undergoFairly(ordeal);
      this.#findings.push(finding);
      log(describe(finding));
    }
    return { findings: this.#findings, failures: this.#failures };
  }

  /** What is beyond the limit is measured twice more, and the median counts: a single measurement may have met another's work. */
  async #undergoFairly(ordeal: Ordeal): Promise<Finding> {
    const first = await this.#undergo(ordeal);
    if (!isSlow(first)) return first;
    this.#options.log(`again, for it was slow: ${describe(first)}`);
    const all = [first, await this.#undergo(ordeal), await this.#undergo(ordeal)];
    const [, median = first] = all.sort((one, other) => (ratioOf(one) ?? 0) - (ratioOf(other) ?? 0));
    return median;
  }

  /** Quiet, attack, harmless load, over and over and quiet at the end: what else the machine does then shows in all alike. */
  async #undergo(ordeal: Ordeal): Promise<Finding> {
    const { name, sheds, uncompared, restMs = 300 } = ordeal;
    const { windows } = this.#options;
    const compare = this.#options.compare && sheds === undefined && uncompared === undefined;
    const [quiet, during, neutral]: [Window[], Window[], Window[]] = [[], [], []];
    for (let turn = 0; turn < windows; turn++) {
      if (compare) quiet.push(await this.#flawless(`before ${name}`));
      const attacked = await this.#windows.take(ordeal.begin);
      this.#judge(ordeal, attacked);
      during.push(attacked);
      await new Promise((resolve) => setTimeout(resolve, restMs));
      if (compare && attacked.evil.sent > 0) neutral.push(await this.#windows.take(this.#harmless(attacked.evil.sent)));
    }
    if (compare) quiet.push(await this.#flawless(`after ${name}`));
    const evil = joinedReports(during.map((window) => window.evil));
    const times = timesOf(during);
    return {
      name,
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
      requests: times.length,
      quietP99: compare ? percentile(timesOf(quiet), 0.99) : undefined,
      neutralP99: neutral.length > 0 ? percentile(timesOf(neutral), 0.99) : undefined,
      perSecond: evil.sent / ((this.#options.milliseconds / 1_000) * windows),
      strain: joinedStrains(during.map(({ strain }) => strain)),
      statuses: evil.statuses,
    };
  }

  #harmless(sent: number): () => Promise<EvilReport> {
    const { milliseconds } = this.#options;
    const { evil, victim } = this.#world;
    const perSecond = sent / (milliseconds / 1_000);
    return () => evil.ask({ order: 'neutral', url: victim.ready, milliseconds, perSecond });
  }

  async #flawless(name: string): Promise<Window> {
    const window = await this.#windows.take(NOBODY);
    this.#expectFlawless(name, window.load);
    return window;
  }

  #judge({ name, sheds }: Ordeal, { load, strain, evil }: Window): void {
    this.#failures.push(...evil.failures.map((failure) => `${name}: ${failure}`));
    if (sheds === undefined) this.#expectFlawless(name, load);
    else if (load.wrong > 0) this.#failures.push(`${name}: ${load.wrong} wrong answers, such as ${load.example}`);
    const ceiling = limitsFrom().maxRssBytes / 2 ** 20;
    if (strain.rssMiB > ceiling)
      this.#failures.push(
        `${name}: ${Math.round(strain.rssMiB)} MiB is above the ceiling of ${Math.ceil(ceiling)} MiB`,
      );
  }

  #expectFlawless(name: string, { wrong, degraded, dropped, example }: LoadResult): void {
    if (degraded > 0) this.#failures.push(`${name}: ${degraded} answers with errors, such as ${example}`);
    if (wrong > 0) this.#failures.push(`${name}: ${wrong} wrong answers, such as ${example}`);
    if (dropped > 0) this.#failures.push(`${name}: ${dropped} requests dropped, such as ${example}`);
  }
}

function timesOf(windows: readonly Window[]): readonly number[] {
  return windows.flatMap(({ load }) => load.times).sort((one, other) => one - other);
}

function describe({ name, p99, quietP99, strain, statuses }: Finding): string {
  const quiet = quietP99 === undefined ? '' : ` (${quietP99.toFixed(1)} without)`;
  return `${name}: p99 ${p99.toFixed(1)} ms${quiet}, ${Math.round(strain.rssMiB)} MiB; ${JSON.stringify(statuses)}`;
}
