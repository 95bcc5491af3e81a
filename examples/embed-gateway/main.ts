import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import {
  type Authenticate,
  composeSupergraph,
  createGatewayMetrics,
  createGatewayServer,
  drainOnSignals,
  GatewayError,
  type GatewayServer,
  limitsFrom,
  localTransport,
  PlatformGateway,
  withResilience,
} from '../../gateway/index.ts';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  directive @access(anyOf: [String!]!) on FIELD_DEFINITION | OBJECT`;

const boats = [{ id: '1', name: 'Peony' }];

/** Two subgraphs in this process; one over HTTP would have a `url` and `remoteTransport` instead. */
const subgraphs = [
  {
    name: 'boats',
    sdl: `${HEAD} type Query { boats: [Boat!]! } type Boat @key(fields: "id") { id: ID! name: String! }`,
    resolvers: { Query: { boats: () => boats } },
  },
  {
    name: 'logs',
    sdl: `${HEAD} type Boat @key(fields: "id") { id: ID! log: String @access(anyOf: ["logs:read"]) }`,
    resolvers: { Boat: { log: ({ id }: { id: string }) => `log of boat ${id}` } },
  },
];

/** A program's own idea of who asks; here two fixed tokens. */
const authenticate: Authenticate = async ({ authorization }) => {
  if (authorization === undefined) return { key: 'nobody', scopes: new Set(), anonymous: true, claims: null };
  if (authorization !== 'Bearer captain') throw new GatewayError('UNAUTHENTICATED');
  return { key: 'captain', scopes: new Set(['user', 'logs:read']), anonymous: false, claims: { rank: 'captain' } };
};

/** A gateway over the two subgraphs on a port. */
export async function startExample(port: number): Promise<GatewayServer & { stop(): Promise<void> }> {
  const composed = composeSupergraph(subgraphs);
  if (!composed.ok) throw new Error(composed.errors.join('\n'));
  const schemas = new Map<string, GraphQLSchema>(
    subgraphs.map(({ name, sdl, resolvers }) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
    ]),
  );
  const metrics = createGatewayMetrics();
  const gateway = new PlatformGateway({
    supergraphSdl: composed.supergraphSdl,
    services: subgraphs,
    transports: withResilience(
      ({ name }) => {
        const schema = schemas.get(name);
        if (schema === undefined) throw new Error(`no subgraph ${name}`);
        return localTransport({ schema, contextFor: ({ identity }) => ({ claims: identity.claims }) });
      },
      { limits: limitsFrom(), metrics },
    ),
  });
  await gateway.load();
  const server = await createGatewayServer({ gateway, authenticate, metrics, port, development: true });
  const stop = async () => {
    await server.close();
    await gateway.stop();
  };
  return { ...server, stop };
}

if (import.meta.main) {
  const server = await startExample(4_000);
  drainOnSignals({ close: server.stop });
  console.log(`${server.url}: { boats { name log } } with "authorization: Bearer captain"`);
}
