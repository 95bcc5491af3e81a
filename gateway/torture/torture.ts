import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type Limits, limitsFrom } from '../limits/defaults.ts';
import { ATTACKS } from './attacks.ts';
import type { EvilOrder, EvilReport } from './evil.ts';
import type { Order, Report } from './gateway-process.ts';
import { type LoadResult, OrdinaryLoad } from './load.ts';
import { MISBEHAVIOURS, startSteadySubgraph } from './subgraphs.ts';

export interface TortureOptions {
  /** Length of each attack. */
  readonly milliseconds: number;
  /** Ordinary requests per second meanwhile. */
  readonly perSecond: number;
  readonly reloads: number;
  /** Limits of the gateway that differ from the defaults. */
  readonly limits?: Partial<Limits>;
  /** Only what has this in its name. */
  readonly only?: string | undefined;
  /** Told of every step. */
  readonly log: (line: string) => void;
}

export interface Finding {
  readonly name: string;
  readonly load: LoadResult;
  readonly rssMiB: number;
  readonly detail: string;
}

export interface TortureResult {
  readonly baseline: LoadResult;
  readonly findings: readonly Finding[];
  /** What must never happen and did. */
  readonly failures: readonly string[];
}

/** Tortures a gateway in a process of its own while ordinary clients go on, and tells what became of them. */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const steady = await startSteadySubgraph();
  const evil = await Evil.start();
  const victim = await Victim.start(steady.url, evil.shakyUrl, options.limits ?? {});
  const load = new OrdinaryLoad(victim.url);
  try {
    return await new Torture(options, evil, victim, load).run();
  } finally {
    await load.close();
    await victim.stop();
    await evil.stop();
    await steady.close();
  }
}

class Torture {
  readonly #options: TortureOptions;
  readonly #evil: Evil;
  readonly #victim: Victim;
  readonly #load: OrdinaryLoad;
  readonly #findings: Finding[] = [];
  readonly #failures: string[] = [];

  constructor(options: TortureOptions, evil: Evil, victim: Victim, load: OrdinaryLoad) {
    this.#options = options;
    this.#evil = evil;
    this.#victim = victim;
    this.#load = load;
  }

  async run(): Promise<TortureResult> {
    const { milliseconds, perSecond, log } = this.#options;
    await this.#load.run(1_500, perSecond);
    const baseline = await this.#load.run(milliseconds, perSecond);
    log(`undisturbed: ${describe(baseline)}, ${this.#victim.rssMiB()} MiB`);
    this.#expectFlawless('undisturbed', baseline);
    const { url } = this.#victim;
    for (const { name } of ATTACKS) await this.#under(name, { order: 'attack', name, url, milliseconds });
    await this.#crowd();
    await this.#under('slow loris, 300 connections', { order: 'loris', url, milliseconds });
    for (const name of Object.keys(MISBEHAVIOURS)) {
      await this.#under(`a subgraph that ${name}`, { order: 'misbehave', name, url, milliseconds });
    }
    await this.#reload();
    return { baseline, findings: this.#findings, failures: this.#failures };
  }

  /** Runs the ordinary load meanwhile, and lets the gateway come to rest after it. */
  async #under(name: string, order: EvilOrder): Promise<void> {
    const { milliseconds, perSecond, only } = this.#options;
    if (only !== undefined && !name.includes(only)) return;
    const evil = this.#evil.obey(order);
    const load = await this.#load.run(milliseconds, perSecond);
    const { detail, failures } = await evil;
    this.#failures.push(...failures);
    await this.#note(name, load, detail);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }

  /** More honest clients than can be served: some are turned away, ordinary ones among them, and the gateway is well again at once. */
  async #crowd(): Promise<void> {
    const { milliseconds, perSecond, only, log } = this.#options;
    const name = 'a crowd of 1,000 beyond capacity';
    if (only !== undefined && !name.includes(only)) return;
    const crowd = this.#evil.obey({ order: 'crowd', url: this.#victim.url, milliseconds });
    const during = await this.#load.run(milliseconds, perSecond);
    const { detail, failures } = await crowd;
    this.#failures.push(...failures);
    log(`${name}: ${describe(during)}; ${detail}`);
    if (during.wrong > 0) this.#failures.push(`${name}: ${during.wrong} wrong answers, such as ${during.example}`);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await this.#note('after the crowd', await this.#load.run(Math.min(milliseconds, 3_000), perSecond), 'nobody else');
  }

  async #note(name: string, load: LoadResult, detail: string): Promise<void> {
    const rssMiB = this.#victim.rssMiB();
    this.#findings.push({ name, load, rssMiB, detail });
    this.#options.log(`${name}: ${describe(load)}, ${rssMiB} MiB; ${detail}`);
    this.#expectFlawless(name, load);
    const ceiling = Math.ceil(limitsFrom().maxRssBytes / 2 ** 20);
    if (rssMiB > ceiling) this.#failures.push(`${name}: ${rssMiB} MiB is above the ceiling of ${ceiling} MiB`);
    if (!this.#victim.alive) this.#failures.push(`${name}: the gateway's process died`);
  }

  #expectFlawless(name: string, { wrong, degraded, dropped, example }: LoadResult): void {
    if (degraded > 0) this.#failures.push(`${name}: ${degraded} answers with errors, such as ${example}`);
    if (wrong > 0) this.#failures.push(`${name}: ${wrong} wrong answers, such as ${example}`);
    if (dropped > 0) this.#failures.push(`${name}: ${dropped} requests dropped, such as ${example}`);
  }

  async #reload(): Promise<void> {
    const { reloads, perSecond, only } = this.#options;
    if (only !== undefined && !'reloads'.includes(only)) return;
    let done = false;
    const reloading = this.#victim.reload(reloads).finally(() => {
      done = true;
    });
    const total = {
      requests: 0,
      wrong: 0,
      degraded: 0,
      dropped: 0,
      p50: 0,
      p99: 0,
      example: undefined as string | undefined,
    };
    while (!done) {
      const load = await this.#load.run(1_000, perSecond);
      total.requests += load.requests;
      total.wrong += load.wrong;
      total.degraded += load.degraded;
      total.dropped += load.dropped;
      total.p50 = Math.max(total.p50, load.p50);
      total.p99 = Math.max(total.p99, load.p99);
      total.example ??= load.example;
    }
    const { reloaded, failed } = await reloading;
    await this.#note(`${reloads} reloads`, total, `${reloaded} done`);
    if (failed !== undefined || reloaded < reloads) this.#failures.push(`reload ${reloaded + 1} failed: ${failed}`);
  }
}

/** The thread of the attackers and the shaky subgraph. */
class Evil {
  readonly shakyUrl: string;
  readonly #worker: Worker;

  constructor(worker: Worker, shakyUrl: string) {
    this.#worker = worker;
    this.shakyUrl = shakyUrl;
  }

  static async start(): Promise<Evil> {
    const worker = new Worker(new URL('./evil.ts', import.meta.url));
    const [{ ready }] = (await once(worker, 'message')) as [{ ready: string }];
    return new Evil(worker, ready);
  }

  async obey(order: EvilOrder): Promise<EvilReport> {
    this.#worker.postMessage(order);
    const [report] = (await once(this.#worker, 'message')) as [EvilReport];
    return report;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** The gateway's process. */
class Victim {
  readonly url: string;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(steady: string, shaky: string, limits: Partial<Limits>): Promise<Victim> {
    const child = fork(new URL('./gateway-process.ts', import.meta.url), [steady, shaky, JSON.stringify(limits)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}`)));
      child.once('message', (message) => resolve((message as { ready: string }).ready));
    });
    return new Victim(child, url);
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Its memory, with that of its planner process: both are ours to bound. 0 where `/proc` is missing. */
  rssMiB(): number {
    const { pid } = this.#child;
    try {
      const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return Math.round(Number(kilobytes ?? 0) / 1_024);
    } catch {
      return 0;
    }
  }

  reload(times: number): Promise<{ readonly reloaded: number; readonly failed: string | undefined }> {
    const order: Order = { order: 'reload', times };
    return new Promise((resolve) => {
      this.#child.once('message', (message: Report) =>
        resolve(message as { reloaded: number; failed: string | undefined }),
      );
      this.#child.once('exit', () => resolve({ reloaded: 0, failed: 'the process died' }));
      this.#child.send(order);
    });
  }

  async stop(): Promise<void> {
    if (!this.alive) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    const order: Order = { order: 'stop' };
    this.#child.send(order);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  }
}

function describe({ requests, wrong, degraded, dropped, p50, p99 }: LoadResult): string {
  return `${requests} requests, ${wrong} wrong, ${degraded} with errors, ${dropped} dropped, p50 ${p50} ms, p99 ${p99} ms`;
}
