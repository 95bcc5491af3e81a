import type { SubgraphSource } from '../compose.ts';
import { checkAside } from './check-aside.ts';
import type { Checked } from './checks.ts';
import type { GenerationRecord, Problem, RegistryStore } from './types.ts';

const DAY_MS = 86_400_000;

export interface RegistryOptions {
  readonly store: RegistryStore;
  readonly now?: () => Date;
  /** How long an operation counts as used after it was last seen. Default 30 days. */
  readonly usedForDays?: number;
  /** How long to wait for the replicas. Default 30 s. */
  readonly timeoutMs?: number;
}

export type Change =
  | { readonly kind: 'put'; readonly subgraph: SubgraphSource; readonly by: string }
  | { readonly kind: 'remove'; readonly name: string; readonly by: string };

export type ChangeResult =
  /** The checks refuse it; nothing was changed. */
  | { readonly outcome: 'refused'; readonly problems: readonly Problem[] }
  /** The checks accept it; nothing was changed, because only a check was asked for or it changes nothing. */
  | { readonly outcome: 'accepted'; readonly problems: readonly Problem[] }
  /** Somebody else’s change is under way. */
  | { readonly outcome: 'busy' }
  | { readonly outcome: 'unknown'; readonly what: string }
  /** Every live replica serves it. */
  | { readonly outcome: 'active'; readonly generation: GenerationRecord; readonly problems: readonly Problem[] }
  /** It is active, but some replicas do not serve it. */
  | { readonly outcome: 'incomplete'; readonly generation: GenerationRecord; readonly reason: string }
  /** A replica could not load it: every replica serves what it served before. */
  | { readonly outcome: 'rolled-back'; readonly generation: GenerationRecord; readonly reason: string };

/**
 * What administrators do to the supergraph. A change is composed and checked here, then staged as a new generation; the replicas do the rest
 * (replica.ts). Any number of processes may hold one: the store decides.
 */
export class Registry {
  readonly #store: RegistryStore;
  readonly #now: () => Date;
  readonly #usedForMs: number;
  readonly #timeoutMs: number;

  constructor(options: RegistryOptions) {
    this.#store = options.store;
    this.#now = options.now ?? (() => new Date());
    this.#usedForMs = (options.usedForDays ?? 30) * DAY_MS;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
  }

  /** Checks a change without making it. */
  async check(change: Change): Promise<ChangeResult> {
    const planned = await this.#plan(change);
    if (planned === undefined) return { outcome: 'unknown', what: change.kind === 'remove' ? change.name : '' };
    const { problems } = planned.checked;
    return problems.some(({ severity }) => severity === 'error')
      ? { outcome: 'refused', problems }
      : { outcome: 'accepted', problems };
  }

  /** Makes a change and resolves once every live replica serves it, or has gone back. */
  async apply(change: Change): Promise<ChangeResult> {
    const planned = await this.#plan(change);
    if (planned === undefined) return { outcome: 'unknown', what: change.kind === 'remove' ? change.name : '' };
    const { active, services, checked } = planned;
    const { problems, supergraphSdl, hints } = checked;
    if (supergraphSdl === undefined || problems.some(({ severity }) => severity === 'error'))
      return { outcome: 'refused', problems };
    if (active !== undefined && sameServices(active.services, services)) return { outcome: 'accepted', problems };
    return this.#stage(
      {
        supergraphSdl,
        services,
        hints,
        createdAt: this.#now(),
        createdBy: change.by,
        change: describe(change, active),
      },
      active?.number,
      problems,
    );
  }

  /** Goes back to the subgraphs of an earlier generation, as a new one. Not checked again: it was served before. */
  async rollBack(to: number, by: string): Promise<ChangeResult> {
    const [active, earlier] = await Promise.all([this.#store.active(), this.#store.get(to)]);
    if (earlier === undefined || earlier.status === 'failed' || earlier.status === 'staged')
      return { outcome: 'unknown', what: String(to) };
    const { supergraphSdl, services, hints } = earlier;
    if (active !== undefined && sameServices(active.services, services)) return { outcome: 'accepted', problems: [] };
    return this.#stage(
      { supergraphSdl, services, hints, createdAt: this.#now(), createdBy: by, change: `roll back to ${to}` },
      active?.number,
      [],
    );
  }

  /**
   * Makes these the subgraphs, as they are: what a platform does when its own software has changed. Composed by the caller and not checked against clients. Resolves without a change when they
   * are active already, also because another replica was faster.
   */
  async adopt(
    source: Pick<GenerationRecord, 'supergraphSdl' | 'services' | 'hints'>,
    by: string,
    change: string,
  ): Promise<ChangeResult> {
    const active = await this.#store.active();
    if (active !== undefined && sameServices(active.services, source.services))
      return { outcome: 'active', generation: active, problems: [] };
    const { supergraphSdl, services, hints } = source;
    return this.#stage(
      { supergraphSdl, services, hints, createdAt: this.#now(), createdBy: by, change },
      active?.number,
      [],
    );
  }

  history(limit = 50): Promise<readonly GenerationRecord[]> {
    return this.#store.history(limit);
  }

  active(): Promise<GenerationRecord | undefined> {
    return this.#store.active();
  }

  async #plan(change: Change) {
    const active = await this.#store.active();
    const before = active?.services ?? [];
    const name = change.kind === 'put' ? change.subgraph.name : change.name;
    if (change.kind === 'remove' && !before.some((service) => service.name === name)) return undefined;
    const others = before.filter((service) => service.name !== name);
    const services = (change.kind === 'put' ? [...others, change.subgraph] : others).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    const operations = await this.#store.operationsSince(new Date(this.#now().getTime() - this.#usedForMs));
    const candidate = change.kind === 'put' ? change.subgraph : undefined;
    const checked: Checked = await checkAside({ before: active, services, candidate, operations });
    return { active, services, checked };
  }

  async #stage(
    generation: Parameters<RegistryStore['stage']>[0],
    base: number | undefined,
    problems: readonly Problem[],
  ): Promise<ChangeResult> {
    const staged = await this.#store.stage({ ...generation, services: generation.services.map(plain) }, base);
    if (staged === undefined) return { outcome: 'busy' };
    const record = await this.#settled(staged.number);
    if (record.status !== 'active')
      return {
        outcome: 'rolled-back',
        generation: record,
        reason: record.reason ?? 'the replicas did not answer in time',
      };
    const missing = record.acknowledgements.find(({ state }) => state !== 'serving');
    if (missing === undefined) return { outcome: 'active', generation: record, problems };
    return {
      outcome: 'incomplete',
      generation: record,
      reason: `${missing.replica}: ${missing.reason ?? 'did not answer in time'}`,
    };
  }

  /** Waits until the generation was given up, or every replica has said whether it serves it. */
  async #settled(number: number): Promise<GenerationRecord> {
    const until = Date.now() + this.#timeoutMs;
    for (;;) {
      const record = await this.#store.get(number);
      if (record === undefined) throw new Error(`generation ${number} has vanished`);
      const settled = record.acknowledgements.every(({ state }) => state !== 'loadable');
      if (record.status !== 'staged' && (record.status !== 'active' || settled)) return record;
      if (Date.now() > until) {
        if (await this.#store.fail(number, 'the replicas did not answer in time')) continue;
        return record;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function describe(change: Change, active: GenerationRecord | undefined): string {
  if (change.kind === 'remove') return `remove ${change.name}`;
  const { name } = change.subgraph;
  return active?.services.some((service) => service.name === name) === true ? `update ${name}` : `add ${name}`;
}

/** Whether two lists hold the same subgraphs, in any order. */
export function sameServices(some: readonly SubgraphSource[], others: readonly SubgraphSource[]): boolean {
  const key = (services: readonly SubgraphSource[]) =>
    JSON.stringify(services.map(({ name, sdl, url, origin }) => [name, sdl, url ?? null, origin ?? 'core']).sort());
  return key(some) === key(others);
}

/** Only what is to be kept of a subgraph, whatever else the caller's object carries. */
function plain({ name, sdl, url, origin }: SubgraphSource): SubgraphSource {
  return { name, sdl, ...(url === undefined ? {} : { url }), ...(origin === undefined ? {} : { origin }) };
}
