import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import { composeSupergraph, type SubgraphSource } from './compose.ts';
import type { GenerationSource } from './executor/generation.ts';
import { createGatewayServer, type GatewayServer, type GatewayServerOptions } from './front-server.ts';
import { limitsFrom } from './limits/defaults.ts';
import { withResilience } from './limits/resilience.ts';
import { PlatformGateway } from './platform-gateway.ts';
import { createLogger } from './telemetry/logger.ts';
import { createGatewayMetrics } from './telemetry/metrics.ts';
import { localTransport } from './transport-local.ts';
import { remoteTransport } from './transport-remote.ts';
import type { TransportFactory } from './types.ts';

type Resolvers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A subgraph of a test: in this process by its resolvers, or over HTTP by its URL. */
export interface StackSubgraph extends SubgraphSource {
  readonly resolvers?: Resolvers;
}

export interface Stack {
  readonly gateway: PlatformGateway;
  readonly server: GatewayServer;
  readonly url: string;
  /** Composes these; what comes out can be switched to any number of times. */
  compose(subgraphs: readonly StackSubgraph[]): GenerationSource;
  swap(source: GenerationSource): Promise<void>;
  close(): Promise<void>;
}

/** A whole gateway on a free port, wired as a platform wires it: composition, engine, resilience, front. For tests. */
export async function startStack(
  subgraphs: readonly StackSubgraph[],
  options: Omit<GatewayServerOptions, 'gateway' | 'port'>,
): Promise<Stack> {
  const schemas = new Map<string, GraphQLSchema>();
  const read = (services: readonly StackSubgraph[]) => {
    const composed = composeSupergraph(services);
    if (!composed.ok) throw new Error(composed.errors.join('\n'));
    for (const { name, sdl, resolvers } of services) {
      if (resolvers !== undefined)
        schemas.set(name, buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]));
    }
    return { supergraphSdl: composed.supergraphSdl, services };
  };
  const metrics = options.metrics ?? createGatewayMetrics();
  const transports: TransportFactory = ({ name, url }) => {
    const schema = schemas.get(name);
    if (schema !== undefined) return localTransport({ schema, contextFor: (context) => context });
    if (url === undefined) throw new Error(`no way to ${name}`);
    return remoteTransport({ name, url });
  };
  const gateway = new PlatformGateway({
    ...read(subgraphs),
    transports: withResilience(transports, { limits: limitsFrom(options.limits), metrics }),
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  await gateway.load();
  const logger = options.logger ?? createLogger({ level: 'silent' });
  const server = await createGatewayServer({ ...options, gateway, metrics, logger, port: 0 });
  return {
    gateway,
    server,
    url: server.url,
    compose: read,
    swap: async (source) => void (await gateway.hotSwap(source)),
    close: async () => {
      await server.close(2_000);
      await gateway.stop();
    },
  };
}
