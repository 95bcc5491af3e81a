import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { composeSupergraph, type SubgraphSource } from '../compose.ts';
import { PlatformGateway, type PlatformGatewayOptions } from '../platform-gateway.ts';
import { localTransport } from '../transport-local.ts';
import type { EngineAnswer, Identity, RequestContext } from '../types.ts';

/** For tests: one subgraph with its resolvers. */
export interface TestSubgraph {
  readonly sdl: string;
  readonly origin?: 'core' | 'partner';
  readonly resolvers?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const FEDERATION = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@provides", "@shareable", "@override", "@interfaceObject", "@inaccessible", "@composeDirective"])
  @link(url: "https://mudan.example/access/v1.0", import: ["@access"]) @composeDirective(name: "@access")
directive @access(anyOf: [String!]!) on FIELD_DEFINITION | OBJECT
`;

/** For tests: composes, starts and loads a gateway over subgraphs in this process. */
export async function startGateway(
  subgraphs: Readonly<Record<string, TestSubgraph>>,
  options: Partial<PlatformGatewayOptions> = {},
): Promise<PlatformGateway> {
  const services = sourcesOf(subgraphs);
  const composition = composeSupergraph(services);
  if (!composition.ok) throw new Error(composition.errors.join('\n'));
  const schemas = new Map(
    Object.entries(subgraphs).map(([name, { resolvers = {} }]) => {
      const sdl = services.find((service) => service.name === name)?.sdl ?? '';
      return [name, buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }])];
    }),
  );
  const gateway = new PlatformGateway({
    supergraphSdl: composition.supergraphSdl,
    services,
    transports: ({ name }) => {
      const schema = schemas.get(name);
      if (schema === undefined) throw new Error(`no subgraph ${name}`);
      return localTransport({ schema, contextFor: (context) => context });
    },
    ...options,
  });
  await gateway.load();
  return gateway;
}

export function sourcesOf(subgraphs: Readonly<Record<string, TestSubgraph>>): readonly SubgraphSource[] {
  return Object.entries(subgraphs).map(([name, { sdl, origin = 'core' }]) => ({ name, sdl: FEDERATION + sdl, origin }));
}

export function testIdentity(scopes: readonly string[] = [], key = scopes.join(' ')): Identity {
  return { key: `tester ${key}`, scopes: new Set(scopes), anonymous: false, claims: undefined };
}

export const ANONYMOUS: Identity = { key: 'anonymous', scopes: new Set(), anonymous: true, claims: undefined };

export function testContext(
  identity: Identity = testIdentity(),
  changes: Partial<RequestContext> = {},
): RequestContext {
  return {
    identity,
    correlationId: 'test',
    locale: 'en',
    headers: {},
    signal: new AbortController().signal,
    deadline: performance.now() + 20_000,
    ...changes,
  };
}

export interface ParsedAnswer {
  readonly data: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: unknown;
    readonly extensions?: Record<string, unknown>;
  }[];
}

/** For tests: prepares and executes; rejects with the refusal. */
export async function ask(
  gateway: PlatformGateway,
  source: string,
  variables: Readonly<Record<string, unknown>> = {},
  context: RequestContext = testContext(),
): Promise<ParsedAnswer> {
  const operation = await gateway.prepare({ source, document: parse(source), operationName: undefined });
  return parsed(await operation.execute(variables, context));
}

export function parsed({ text }: EngineAnswer): ParsedAnswer {
  return JSON.parse(text) as ParsedAnswer;
}
