import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Auth } from '../auth/create-auth.ts';
import { createGatewayMetrics, type GatewayMetrics } from '../gateway/telemetry/metrics.ts';
import { createKernel } from '../kernel/create-kernel.ts';
import type { Kernel, Logger, PlatformInfo } from '../kernel/types.ts';
import { createLedger } from '../ledger/create-ledger.ts';
import type { Ledger } from '../ledger/types.ts';
import { createLink, type Link, openLinkModels } from '../link/create-link.ts';
import type { LinkModels } from '../link/models.ts';
import { StoreOpenError, startEmbeddedStore } from '../storage/embedded/index.ts';
import { openStorage, type Storage } from '../storage/index.ts';
import { createSubgraph, type Subgraph } from '../subgraphs/create-subgraph.ts';
import { subgraphs as definitions } from '../subgraphs/registry.ts';
import { auditSubgraph } from './audit-subgraph.ts';
import { createPlatformAuth, openPlatformAuthStores } from './auth.ts';
import type { AuthStores } from './auth-store.ts';
import { type PlatformClock, platformClock } from './clock.ts';
import type { PlatformConfig } from './config.ts';
import { type GatewaySettings, gatewaySettings } from './gateway-settings.ts';
import { createGraph, type Graph, ownGraph } from './graph.ts';
import { noticeTransports } from './notice-settings.ts';
import { partnerProof } from './partner-proof.ts';
import { followErasures } from './personal-data.ts';
import { personalSecret } from './personal-secret.ts';
import { openPlatformRegistry, type PlatformRegistry } from './registry.ts';
import { registrySubgraph } from './registry-subgraph.ts';
import { UserError } from './user-error.ts';

/** What a platform rests on, without its subgraphs: also all that a gateway or one subgraph in a process of its own needs. */
export interface Foundation {
  readonly config: PlatformConfig;
  readonly clock: PlatformClock;
  readonly log: Logger;
  readonly storage: Storage;
  readonly kernel: Kernel;
  readonly ledger: Ledger;
  readonly auth: Auth;
  readonly link: Link;
  readonly stores: AuthStores;
  readonly linkModels: LinkModels;
  close(): Promise<void>;
}

/** One platform put together, without a port: what the HTTP server, the operator's commands and the tests use. */
export interface Platform extends Foundation {
  readonly subgraphs: readonly Subgraph[];
  readonly graph: Graph;
  readonly registry: PlatformRegistry;
  readonly metrics: GatewayMetrics;
  readonly settings: GatewaySettings;
  /** Starts events, jobs, search and harvest. */
  start(): Promise<void>;
}

/** Wires all rooms of one platform. The only place that knows them all. */
export async function createPlatform(config: PlatformConfig, log: Logger): Promise<Platform> {
  const foundation = await createFoundation(config, log);
  const { kernel, ledger, link, stores } = foundation;
  for (const job of [...link.jobs, stores.purge]) kernel.job(job);
  followErasures(foundation);
  const subgraphs: Subgraph[] = [];
  const opened: { registry?: PlatformRegistry } = {};
  const own = [
    ...definitions,
    registrySubgraph(() => made(opened.registry).registry),
    auditSubgraph(() => link.checkpoints.verify()),
  ];
  for (const definition of own) subgraphs.push(await createSubgraph(definition, { kernel, ledger }));
  const metrics = createGatewayMetrics();
  const settings = gatewaySettings(process.env, config.id);
  const registry = await openPlatformRegistry({
    storage: foundation.storage,
    dataDir: config.dataDir,
    own: ownGraph(subgraphs),
    log,
  });
  opened.registry = registry;
  const graph = await createGraph(subgraphs, registry.initial, { metrics, settings, proof: proofOf(foundation), log });
  return {
    ...foundation,
    subgraphs,
    graph,
    registry,
    metrics,
    settings,
    start: async () => {
      await kernel.start();
      await registry.follow(graph.gateway, metrics);
    },
    close: async () => {
      await registry.close();
      await graph.close();
      await settings.tracing?.shutdown();
      await foundation.close();
    },
  };
}

/** Signs this platform's requests to partners' subgraphs. Tokens use real time, never the domain clock. */
export function proofOf({ config, auth }: Foundation): ReturnType<typeof partnerProof> {
  return partnerProof({ origin: config.origin, keys: auth.keys.partner, now: () => new Date() });
}

/** Opens the database and makes kernel, ledger, auth and link on it; nothing runs yet. */
export async function createFoundation(config: PlatformConfig, log: Logger): Promise<Foundation> {
  await mkdir(config.dataDir, { recursive: true });
  const clock = platformClock(config.clockStartsAt);
  const { storage, closeStorage } = await openPlatformStorage(config);
  const rooms: { kernel?: Kernel; link?: Link; auth?: Auth } = {};
  const stores = await openPlatformAuthStores(config, storage, () => made(rooms.kernel));
  const linkModels = await openLinkModels(storage.connection);
  const exchange = () => made(rooms.auth).exchange.client;
  const secret = personalSecret(process.env);
  const kernel = await createKernel({
    ...(secret ? { personalSecret: secret } : {}),
    platform: platformInfo(config),
    storage,
    dataDir: config.dataDir,
    notices: noticeTransports(process.env.MUDAN_NOTICES, config.id, config.dataDir),
    clock,
    log,
    partners: (incomplete) => {
      rooms.link = createLink({
        kernel: incomplete,
        models: linkModels,
        partners: stores.partners,
        exchange,
        sign: (claims) => made(rooms.auth).signCheckpoint(claims),
      });
      return rooms.link;
    },
  });
  rooms.kernel = kernel;
  rooms.auth = await createPlatformAuth(config, stores, log);
  const link = made(rooms.link);
  const close = async () => {
    await link.close();
    made(rooms.auth).close();
    await kernel.close();
    await closeStorage();
  };
  return {
    config,
    clock,
    log,
    storage,
    kernel,
    ledger: await createLedger({ kernel }),
    auth: rooms.auth,
    link,
    stores,
    linkModels,
    close,
  };
}

function platformInfo({ id, name, level, parent, timeZone, origin }: PlatformConfig): PlatformInfo {
  return { id, name, level, parent, timeZone, origin };
}

/** Rooms that need each other are made one after the other and meet only when they are used. */
function made<T>(room: T | undefined): T {
  if (room === undefined) throw new Error('a room of the platform was used before it was made');
  return room;
}

/** The configured MongoDB, or the embedded store in the data directory over a socket that only this user may open. */
async function openPlatformStorage(
  config: PlatformConfig,
): Promise<{ readonly storage: Storage; closeStorage(): Promise<void> }> {
  if (config.mongodbUri !== null) {
    const storage = await openStorage({ uri: config.mongodbUri, dbName: `mudan_${config.id}` });
    return { storage, closeStorage: () => storage.close() };
  }
  const store = await startEmbeddedStore({ dataDir: join(config.dataDir, 'store') }).catch((error: unknown) => {
    throw error instanceof StoreOpenError ? new UserError(error.message) : error;
  });
  // Without its store a platform can do nothing right: the supervisor starts it again.
  store.stopped.catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
  const storage = await openStorage({ uri: store.uri, dbName: `mudan_${config.id}` });
  return {
    storage,
    closeStorage: async () => {
      await storage.close();
      await store.close();
    },
  };
}
