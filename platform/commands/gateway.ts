import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGatewayServer, drainOnSignals } from '../../gateway/front-server.ts';
import { inspectDocument } from '../../gateway/inspect-document.ts';
import { limitsFrom } from '../../gateway/limits/defaults.ts';
import { withResilience } from '../../gateway/limits/resilience.ts';
import { PlatformGateway } from '../../gateway/platform-gateway.ts';
import { LastGood } from '../../gateway/registry/last-good.ts';
import { OperationsSeen } from '../../gateway/registry/operations-seen.ts';
import { createGatewayMetrics } from '../../gateway/telemetry/metrics.ts';
import { remoteTransport } from '../../gateway/transport-remote.ts';
import type { Identity, SubgraphRequest, TransportFactory } from '../../gateway/types.ts';
import { contractNames } from '../../schema/compose.ts';
import { subgraphSdl } from '../../subgraphs/create-subgraph.ts';
import { authenticator } from '../authenticate.ts';
import { createFoundation, proofOf } from '../create-platform.ts';
import { addressesOf, followRegistry, startingPoint } from '../gateway-replica.ts';
import { gatewaySettings } from '../gateway-settings.ts';
import { callerOf } from '../graph.ts';
import { createPlatformLog } from '../log.ts';
import { TrustedCache } from '../registry.ts';
import { createRegistryStore } from '../registry-store.ts';
import { INTERNAL_TOKEN_HEADER } from '../subgraph-server.ts';
import { UserError } from '../user-error.ts';
import { chosenNetwork, type PlatformChoice, platformNamed } from './with-operations.ts';

interface GatewayOptions extends PlatformChoice {
  readonly supergraph: string;
  readonly port: number;
  readonly platform: string;
  /** False with `--no-authentication`. */
  readonly authentication: boolean;
  /** A file with a query: explain it and end. */
  readonly inspectPlan?: string;
}

/** Everybody, with nothing to prove: only for `--no-authentication`. */
const everybody: Identity = { key: 'everybody', scopes: new Set(), anonymous: true, claims: null };

/** `mudan gateway`: the gateway alone over the HTTP subgraphs that the supergraph names. With authentication it needs the platform's database (`MONGODB_URI`). */
export async function gateway(options: GatewayOptions): Promise<void> {
  const supergraphSdl = read(options.supergraph);
  const security = options.authentication ? await withAuthentication(options, supergraphSdl) : null;
  const { tracing, ...settings } = gatewaySettings(process.env, options.platform);
  const metrics = createGatewayMetrics();
  const direct: TransportFactory = ({ name, url }) => {
    if (!url || !/^https?:/.test(url))
      throw new UserError(`The supergraph gives no HTTP address for the subgraph ${name}.`);
    return remoteTransport({ name, url, ...(security ? { sign: security.signFor(name, url) } : {}) });
  };
  const start = security ? await startingPoint(security.replica, { supergraphSdl, services: security.services }) : null;
  const engine = new PlatformGateway({
    supergraphSdl: start?.supergraphSdl ?? supergraphSdl,
    services: start?.services ?? [],
    unrestricted: security === null,
    transports: withResilience(tracing?.transports(direct) ?? direct, { limits: limitsFrom(settings.limits), metrics }),
  });
  await engine.load();
  if (options.inspectPlan !== undefined) {
    console.log(await inspectDocument({ gateway: engine, source: read(options.inspectPlan), identity: everybody }));
    await Promise.all([engine.stop(), security?.close(), tracing?.shutdown()]);
    return;
  }
  const replica = security ? followRegistry(engine, security.replica, start?.number, metrics) : null;
  const server = await createGatewayServer({
    ...settings,
    ...(tracing === undefined ? {} : { tracing }),
    gateway: engine,
    authenticate: security?.authenticate ?? (async () => everybody),
    metrics,
    port: options.port,
    development: !options.authentication,
    ...(security ? { trusted: security.trusted, observe: security.seen.observe } : {}),
  });
  console.log(server.url);
  drainOnSignals(server, () => void stop());
  const stop = async () => {
    await replica?.stop();
    await Promise.all([engine.stop(), security?.close(), tracing?.shutdown()]);
    process.exit(0);
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

async function withAuthentication(options: GatewayOptions, supergraphSdl: string) {
  const config = platformNamed(await chosenNetwork({ ...options, production: true }), options.platform);
  const foundation = await createFoundation(config, createPlatformLog(config));
  const { auth, storage, close } = foundation;
  const own = new Set(contractNames());
  const proof = proofOf(foundation);
  const internal = (name: string) => (request: SubgraphRequest, body: string) => ({
    [INTERNAL_TOKEN_HEADER]: auth.internal.signer.seal(name, callerOf(request.context), body),
  });
  const store = await createRegistryStore(storage);
  const lastGood = new LastGood(join(config.dataDir, 'gateway', `last-good-${options.port}`));
  const trusted = new TrustedCache(store);
  await trusted.refresh();
  const seen = new OperationsSeen(store);
  return {
    services: contractNames().map((name) => ({ name, sdl: subgraphSdl(name) })),
    replica: { store, lastGood, addresses: addressesOf(supergraphSdl) },
    trusted,
    seen,
    authenticate: authenticator(auth.verify, config.id, config.origin),
    /** Only the platform's own subgraphs learn who asks. */
    signFor: (name: string, url: string) => (own.has(name) ? internal(name) : proof(url)),
    close: async () => {
      trusted.close();
      await seen.close().catch(() => {});
      await close();
    },
  };
}
