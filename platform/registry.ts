import { hostname } from 'node:os';
import { join } from 'node:path';
import { composeSupergraph, type SubgraphSource } from '../gateway/compose.ts';
import type { TrustedDocuments } from '../gateway/documents.ts';
import type { PlatformGateway } from '../gateway/platform-gateway.ts';
import { LastGood } from '../gateway/registry/last-good.ts';
import { OperationsSeen } from '../gateway/registry/operations-seen.ts';
import { Registry, sameServices } from '../gateway/registry/registry.ts';
import { initialGeneration, RegistryReplica } from '../gateway/registry/replica.ts';
import type { GenerationRecord, RegistryStore } from '../gateway/registry/types.ts';
import type { GatewayMetrics } from '../gateway/telemetry/metrics.ts';
import type { Logger } from '../kernel/types.ts';
import type { Storage } from '../storage/index.ts';
import { createRegistryStore } from './registry-store.ts';

export interface GraphSource {
  readonly supergraphSdl: string;
  readonly services: readonly SubgraphSource[];
}

/** A platform's side of the gateway's registry. */
export interface PlatformRegistry {
  readonly registry: Registry;
  readonly store: RegistryStore;
  /** What the graph is to be loaded with at start: the platform's own subgraphs and the partners that were added. */
  readonly initial: GraphSource;
  readonly seen: OperationsSeen;
  readonly trusted: TrustedDocuments;
  /** Registers those documents of a portal that are not yet, and has them served by this replica at once. */
  trust(documents: Readonly<Record<string, string>>, source: string): Promise<void>;
  /** Begins to follow the registry, once the gateway serves `initial`. */
  follow(gateway: PlatformGateway, metrics: GatewayMetrics): Promise<void>;
  close(): Promise<void>;
}

export interface PlatformRegistryOptions {
  readonly storage: Storage;
  readonly dataDir: string;
  /** The subgraphs of this program, with the supergraph that they compose to. */
  readonly own: GraphSource;
  readonly log: Logger;
}

const TRUSTED_EVERY_MS = 10_000;

/** Opens the registry of a platform and finds out what its graph starts with. */
export async function openPlatformRegistry({
  storage,
  dataDir,
  own,
  log,
}: PlatformRegistryOptions): Promise<PlatformRegistry> {
  const store = await createRegistryStore(storage);
  const registry = new Registry({ store });
  const lastGood = new LastGood(join(dataDir, 'gateway', 'last-good'));
  const before = await initialGeneration(store, lastGood);
  const { source, change } = startWith(own, before, log);
  const seen = new OperationsSeen(store);
  const trusted = new TrustedCache(store);
  await trusted.refresh();
  let replica: RegistryReplica | undefined;
  return {
    registry,
    store,
    initial: source,
    seen,
    trusted,
    trust: async (documents, from) => {
      const missing = Object.entries(documents).filter(([hash]) => trusted.get(hash) === undefined);
      if (missing.length === 0) return;
      await store.addDocuments(Object.fromEntries(missing), from);
      await trusted.refresh();
    },
    follow: async (gateway, metrics) => {
      const loader = {
        check: (next: GraphSource) => gateway.canLoad(next),
        activate: async (next: GraphSource) => void (await gateway.hotSwap(next)),
      };
      replica = new RegistryReplica({ id: `${hostname()}:${process.pid}`, store, loader, lastGood, metrics });
      replica.start(before?.number);
      if (change !== undefined) await adopt(registry, source, change);
    },
    close: async () => {
      trusted.close();
      await seen.close().catch(() => {});
      await replica?.stop();
    },
  };
}

/** The platform's own subgraphs as this program has them; the partners as the registry has them. */
function startWith(
  own: GraphSource,
  before: Pick<GenerationRecord, 'supergraphSdl' | 'services'> | undefined,
  log: Logger,
): { readonly source: GraphSource; readonly change: string | undefined } {
  if (before === undefined) return { source: own, change: 'the platform’s own subgraphs' };
  const partners = before.services.filter(({ origin }) => origin === 'partner');
  const services = [...own.services, ...partners];
  if (sameServices(services, before.services)) return { source: before, change: undefined };
  if (partners.length === 0) return { source: own, change: 'the platform’s own subgraphs have changed' };
  const composed = composeSupergraph(services);
  if (composed.ok)
    return {
      source: { supergraphSdl: composed.supergraphSdl, services },
      change: 'the platform’s own subgraphs have changed',
    };
  const names = partners.map(({ name }) => name).join(', ');
  log.warn(
    { partners: names, errors: composed.errors },
    'partners’ subgraphs do not compose with this version: they are left out',
  );
  return { source: own, change: `left out, because they do not compose with this version: ${names}` };
}

/** Tells the registry what this program serves. Another replica may be doing the same. */
async function adopt(registry: Registry, source: GraphSource, change: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const result = await registry.adopt({ ...source, hints: [] }, 'platform', change);
    if (result.outcome === 'active') return;
    if (result.outcome === 'incomplete' || result.outcome === 'rolled-back')
      throw new Error(`the graph is not served: ${result.reason}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the registry did not accept the platform’s own subgraphs');
}

/** Trusted documents of all portals, read again now and then. */
export class TrustedCache implements TrustedDocuments {
  readonly #store: RegistryStore;
  readonly #timer: NodeJS.Timeout;
  #documents = new Map<string, string>();

  constructor(store: RegistryStore) {
    this.#store = store;
    this.#timer = setInterval(() => this.refresh().catch(() => {}), TRUSTED_EVERY_MS);
    this.#timer.unref();
  }

  get(sha256: string): string | undefined {
    return this.#documents.get(sha256);
  }

  async refresh(): Promise<void> {
    this.#documents = new Map(Object.entries(await this.#store.documents()));
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
