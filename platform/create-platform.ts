import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Auth } from '../auth/create-auth.ts';
import { createKernel } from '../kernel/create-kernel.ts';
import type { Kernel, Logger, Partners, PlatformInfo } from '../kernel/types.ts';
import { createLedger } from '../ledger/create-ledger.ts';
import type { Ledger } from '../ledger/types.ts';
import { openStorage, type Storage } from '../storage/index.ts';
import { startEmbeddedStore } from '../storage/embedded/index.ts';
import { createSubgraph, type Subgraph } from '../subgraphs/create-subgraph.ts';
import { subgraphs as definitions } from '../subgraphs/registry.ts';
import { type PlatformClock, platformClock } from './clock.ts';
import type { PlatformConfig } from './config.ts';
import { createGraph, type Graph } from './graph.ts';
import { createLink, type Link } from './link.ts';
import { createPlatformAuth } from './auth.ts';

/** One platform put together, without a port: what the HTTP server, the operator's commands and the tests use. */
export interface Platform {
  readonly config: PlatformConfig;
  readonly clock: PlatformClock;
  readonly log: Logger;
  readonly kernel: Kernel;
  readonly ledger: Ledger;
  readonly auth: Auth;
  readonly link: Link;
  readonly subgraphs: readonly Subgraph[];
  readonly graph: Graph;
  /** Starts events, jobs, search and harvest. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Wires all rooms of one platform. The only place that knows them all. */
export async function createPlatform(config: PlatformConfig, log: Logger): Promise<Platform> {
  await mkdir(config.dataDir, { recursive: true });
  const clock = platformClock(config.clockStartsAt);
  const { storage, closeStorage } = await openPlatformStorage(config);
  let link: Link | undefined;
  const partners = lazyPartners(() => link);
  const kernel = await createKernel({ platform: platformInfo(config), storage, dataDir: config.dataDir, clock, log, partners: () => partners });
  const ledger = await createLedger({ kernel });
  const { auth, stores } = await createPlatformAuth({ config, storage, kernel, log });
  link = await createLink({ config, storage, kernel, auth, stores, log });
  const subgraphs: Subgraph[] = [];
  for (const definition of definitions) subgraphs.push(await createSubgraph(definition, { kernel, ledger }));
  const graph = await createGraph(subgraphs, log);
  link.serve(graph);
  return {
    config,
    clock,
    log,
    kernel,
    ledger,
    auth,
    link,
    subgraphs,
    graph,
    start: () => kernel.start(),
    close: async () => {
      await graph.close();
      await kernel.close();
      await closeStorage();
    },
  };
}

function platformInfo({ id, name, level, parent, timeZone }: PlatformConfig): PlatformInfo {
  return { id, name, level, parent, timeZone };
}

/** The kernel is made before the link that needs it. */
function lazyPartners(link: () => Link | undefined): Partners {
  const made = (): Partners => {
    const partners = link()?.partners;
    if (!partners) throw new Error('the link is not made yet');
    return partners;
  };
  return {
    call: (...args) => made().call(...args),
    deliver: (...args) => made().deliver(...args),
    list: () => made().list(),
  };
}

/** The configured MongoDB, or the embedded store in the data directory over a socket that only this user may open. */
async function openPlatformStorage(config: PlatformConfig): Promise<{ readonly storage: Storage; closeStorage(): Promise<void> }> {
  if (config.mongodbUri !== null) {
    const storage = await openStorage({ uri: config.mongodbUri, dbName: `mudan_${config.id}` });
    return { storage, closeStorage: () => storage.close() };
  }
  const store = await startEmbeddedStore({ dataDir: join(config.dataDir, 'store') });
  const storage = await openStorage({ uri: store.uri, dbName: `mudan_${config.id}` });
  return {
    storage,
    closeStorage: async () => {
      await storage.close();
      await store.close();
    },
  };
}
