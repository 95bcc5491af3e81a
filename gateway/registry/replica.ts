import type { SubgraphSource } from '../compose.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { GatewayMetrics } from '../telemetry/metrics.ts';
import type { LastGood } from './last-good.ts';
import type { GenerationRecord, RegistryStore } from './types.ts';

interface Source {
  readonly supergraphSdl: string;
  readonly services: readonly SubgraphSource[];
}

/** What a replica does with a generation; `PlatformGateway` can. */
export interface GenerationLoader {
  /** Tries whether a supergraph can be loaded, and changes nothing. Rejects if not. */
  check(source: Source): Promise<void>;
  /** Switches to it between requests. Rejects, changing nothing, if it can't. */
  activate(source: Source): Promise<void>;
}

export interface ReplicaOptions {
  /** Unique among the replicas of a platform. */
  readonly id: string;
  readonly store: RegistryStore;
  readonly loader: GenerationLoader;
  readonly lastGood?: LastGood | undefined;
  readonly logger?: Logger | undefined;
  readonly metrics?: GatewayMetrics | undefined;
  /** How often to look. Default 500 ms. */
  readonly pollMs?: number | undefined;
  /** A replica not heard of for so long does not count. Default 5 s. */
  readonly goneAfterMs?: number | undefined;
}

/** How long a replica that failed to serve a generation waits before it tries it again. */
const AGAIN_AFTER_MS = 10_000;
/** A staged generation is given up after so long, also when whoever staged it is gone. */
const STAGED_FOR_MS = 60_000;
const GONE_AFTER_MS = 5_000;

/**
 * One gateway replica's side of a schema change. It looks at the store every half second: tries a staged generation and says whether it can load it;
 * makes it active once every live replica could, or failed as soon as one could not; switches to the active one; and calls everybody back when a switch
 * fails. Every decision is a conditional write, so any replica may take it and none is special. While the store can't be reached, it serves on.
 */
export class RegistryReplica {
  readonly #options: ReplicaOptions;
  #serving: number | undefined;
  #tried: number | undefined;
  #beatAt = 0;
  /** An active generation that failed here, and when to try it again (ms since the epoch). */
  #refused = { number: 0, until: 0 };
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ReplicaOptions) {
    this.#options = options;
  }

  /** The generation being served; undefined until the first was loaded here. */
  get generation(): number | undefined {
    return this.#serving;
  }

  /** `serving`: what the gateway was started with, from `initialGeneration`. */
  start(serving: number | undefined): void {
    this.#serving = serving;
    const look = () => {
      this.#running = this.step()
        .catch((error: unknown) => this.#options.logger?.warn({ err: error }, 'registry not reached; serving on'))
        .then(() => {
          if (!this.#stopped) this.#timer = setTimeout(look, this.#options.pollMs ?? 500);
        });
    };
    look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#options.store.forget(this.#options.id).catch(() => {});
  }

  /** One look at the store: one small read while nothing changes. */
  async step(): Promise<void> {
    const { store } = this.#options;
    await this.#beat();
    const heads = await store.heads();
    if (heads.active !== undefined && heads.active !== this.#serving && !this.#isRefused(heads.active)) {
      const active = await store.get(heads.active);
      if (active !== undefined) await this.#switchTo(active);
    }
    if (heads.staged === undefined) return;
    if (this.#tried !== heads.staged) {
      const staged = await store.get(heads.staged);
      if (staged !== undefined) await this.#try(staged);
    }
    await this.#decide(heads.staged);
  }

  async #beat(): Promise<void> {
    const { store, id, goneAfterMs = GONE_AFTER_MS } = this.#options;
    const now = Date.now();
    if (now - this.#beatAt < goneAfterMs / 3) return;
    await store.beat(id, new Date(now));
    this.#beatAt = now;
  }

  async #try(staged: GenerationRecord): Promise<void> {
    const { store, id, loader } = this.#options;
    this.#tried = staged.number;
    try {
      await loader.check(staged);
      await store.acknowledge(staged.number, { replica: id, state: 'loadable', reason: undefined });
    } catch (error) {
      this.#options.metrics?.generationLoads.inc({ result: 'refused' });
      this.#options.logger?.error({ err: error, generation: staged.number }, 'generation can’t be loaded');
      await store.acknowledge(staged.number, { replica: id, state: 'failed', reason: reasonOf(error) });
    }
  }

  async #decide(number: number): Promise<void> {
    const { store, goneAfterMs = GONE_AFTER_MS } = this.#options;
    const record = await store.get(number);
    const age = Date.now() - (record?.createdAt.getTime() ?? 0);
    if (age > STAGED_FOR_MS) return void (await store.fail(number, 'not every replica answered in time'));
    const failed = record?.acknowledgements.find(({ state }) => state === 'failed');
    if (failed !== undefined) return void (await store.fail(number, `${failed.replica}: ${failed.reason ?? 'failed'}`));
    const live = await store.replicasSince(new Date(Date.now() - goneAfterMs));
    const able = new Set(record?.acknowledgements.map(({ replica }) => replica));
    if (!live.every((replica) => able.has(replica)) || !(await store.activate(number))) return;
    const active = await store.active();
    if (active?.number === number) await this.#switchTo(active);
  }

  #isRefused(number: number): boolean {
    return number === this.#refused.number && Date.now() < this.#refused.until;
  }

  async #switchTo(active: GenerationRecord): Promise<void> {
    const { store, id, loader, lastGood, metrics, logger } = this.#options;
    try {
      await loader.activate(active);
    } catch (error) {
      this.#refused = { number: active.number, until: Date.now() + AGAIN_AFTER_MS };
      metrics?.generationLoads.inc({ result: 'refused' });
      logger?.error({ err: error, generation: active.number }, 'generation can’t be served');
      await store.acknowledge(active.number, { replica: id, state: 'failed', reason: reasonOf(error) });
      // A replica that serves nothing yet has nothing to go back to, and one of many must not undo what the others serve well.
      if (this.#serving !== undefined && active.number > this.#serving)
        await store.rollBack(active.number, this.#serving, `${id}: ${reasonOf(error)}`);
      return;
    }
    this.#serving = active.number;
    metrics?.generationLoads.inc({ result: 'loaded' });
    logger?.info({ generation: active.number, change: active.change }, 'generation served');
    await lastGood?.write(active);
    await store.acknowledge(active.number, { replica: id, state: 'serving', reason: undefined });
  }
}

/** What to start a gateway with: the registry's active generation, or, when the store can't be reached or has none, the last that was served here. */
export async function initialGeneration(
  store: RegistryStore,
  lastGood: LastGood | undefined,
): Promise<(Source & { readonly number: number }) | undefined> {
  const active = await store.active().catch(() => undefined);
  return active ?? (await lastGood?.read());
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 500) : 'unknown';
}
