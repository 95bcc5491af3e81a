import { ApolloGateway } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type DocumentNode, execute, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { PlatformGateway } from '../../gateway/platform-gateway.ts';
import { localTransport } from '../../gateway/transport-local.ts';
import type { RequestContext } from '../../gateway/types.ts';
import type { Supergraph } from './define.ts';
import { readModel, schemaOf } from './model.ts';
import { attachWorld, type Journal } from './resolvers.ts';

export interface Answer {
  readonly data: unknown;
  readonly errors: readonly { readonly path?: readonly (string | number)[] | undefined; readonly message: string }[];
}

export interface Engines {
  readonly apiSchema: GraphQLSchema;
  readonly validate: (text: string) => readonly GraphQLError[];
  readonly ours: (text: string, variables: Readonly<Record<string, unknown>>, dedupe?: boolean) => Promise<Answer>;
  readonly stock: (text: string, variables: Readonly<Record<string, unknown>>) => Promise<Answer>;
  readonly reference: (text: string, variables: Readonly<Record<string, unknown>>) => Promise<Answer>;
  /** The plan of an operation, for a report. */
  readonly explain: (text: string, variables: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly planners: Map<string, number>;
  close(): Promise<void>;
}

let requests = 0;

/** Our gateway with and without in-flight dedupe, the stock one, and graphql-js over the merged schema, on the same data. */
export async function startEngines(supergraph: Supergraph): Promise<Engines> {
  const full = schemaOf(supergraph.supergraphSdl);
  const schemas = new Map(
    supergraph.services.map(({ name, sdl }) => [name, buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: {} }])]),
  );
  const model = readModel(supergraph.services, schemas, full);
  for (const [subgraph, schema] of schemas) attachWorld(schema, { model, subgraph, merged: () => full });
  const journals = new Map<string, Journal>();
  const schemaNamed = (name: string): GraphQLSchema => schemas.get(name) as GraphQLSchema;
  const start = async (dedupe: boolean): Promise<PlatformGateway> => {
    const gateway = new PlatformGateway({
      ...supergraph,
      // A busy machine must not turn into refusals.
      planner: { timeoutMs: 30_000 },
      engine: { dedupe, limits: { maxSelections: 5_000, maxDepth: 64 } },
      transports: ({ name }) =>
        localTransport({
          schema: schemaNamed(name),
          contextFor: ({ correlationId }) => journals.get(correlationId) ?? { mutations: 0 },
        }),
    });
    await gateway.load();
    return gateway;
  };
  const [plain, sharing] = await Promise.all([start(false), start(true)]);
  const { gateway: stock, schema: apiSchema } = await startStock(supergraph, schemaNamed);
  attachWorld(apiSchema, { model, subgraph: undefined, merged: () => full });
  const planners = new Map<string, number>();
  const ours: Engines['ours'] = async (text, variables, dedupe = false) => {
    requests += 1;
    const correlationId = `${requests}`;
    journals.set(correlationId, { mutations: 0 });
    try {
      const operation = await (dedupe ? sharing : plain).prepare({
        source: text,
        document: parse(text),
        operationName: undefined,
      });
      const { planner } = await operation.variant(operation.coerce(variables));
      planners.set(planner, (planners.get(planner) ?? 0) + 1);
      const { text: answer } = await operation.execute(variables, contextOf(correlationId));
      const parsed = JSON.parse(answer) as { data: unknown; errors?: Answer['errors'] };
      return { data: parsed.data, errors: parsed.errors ?? [] };
    } finally {
      journals.delete(correlationId);
    }
  };
  return {
    apiSchema,
    validate: (text) => validate(apiSchema, parse(text)),
    ours,
    stock,
    planners,
    reference: async (text, variables) => {
      const journal: Journal = { mutations: 0 };
      const result = await execute({
        schema: apiSchema,
        document: parse(text),
        variableValues: variables,
        contextValue: journal,
      });
      return { data: plainData(result.data ?? null), errors: result.errors ?? [] };
    },
    explain: async (text, variables) => {
      const operation = await plain.prepare({ source: text, document: parse(text), operationName: undefined });
      return JSON.stringify((await operation.variant(operation.coerce(variables))).plan, undefined, 1);
    },
    close: async () => {
      await Promise.all([plain.stop(), sharing.stop()]);
    },
  };
}

function contextOf(correlationId: string): RequestContext {
  return {
    identity: { key: 'tester', scopes: new Set(), anonymous: false, claims: undefined },
    correlationId,
    locale: 'en',
    headers: {},
    signal: new AbortController().signal,
    deadline: performance.now() + 20_000,
  };
}

async function startStock(
  supergraph: Supergraph,
  schemaNamed: (name: string) => GraphQLSchema,
): Promise<{ gateway: Engines['stock']; schema: GraphQLSchema }> {
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  const documents = new Map<string, DocumentNode>();
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph.supergraphSdl,
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    buildService: ({ name }) => ({
      process: async ({ request, context }) => {
        const query = request.query ?? '';
        const document = documents.get(query) ?? parse(query);
        documents.set(query, document);
        const result = await execute({
          schema: schemaNamed(name),
          document,
          variableValues: request.variables,
          contextValue: context,
        });
        return JSON.parse(JSON.stringify(result));
      },
    }),
  });
  const { schema, executor } = await gateway.load();
  return {
    schema,
    gateway: async (text, variables) => {
      const journal: Journal = { mutations: 0 };
      const result = await executor({
        request: { query: text, variables },
        document: parse(text),
        source: text,
        queryHash: text,
        operationName: 'Generated',
        context: journal,
        metrics: {},
        schema,
        logger: console,
        cache: undefined,
      } as never);
      const completion =
        (result.extensions as { valueCompletion?: Answer['errors'] } | undefined)?.valueCompletion ?? [];
      return { data: plainData(result.data ?? null), errors: [...(result.errors ?? []), ...completion] };
    },
  };
}

function plainData(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data));
}
