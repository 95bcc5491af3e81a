import { createRequire } from 'node:module';
import { ApolloGateway } from '@apollo/gateway';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { testContext } from '../../gateway/executor/test-gateway.ts';
import { PlatformGateway } from '../../gateway/platform-gateway.ts';
import { subgraphVariables } from '../../gateway/subgraph-variables.ts';
import type { SubgraphResponse } from '../../gateway/types.ts';
import { difference } from '../../test/differential/compare.ts';
import { platformSupergraph } from '../../test/differential/define.ts';
import { readModel, schemaOf } from '../../test/differential/model.ts';
import { attachWorld } from '../../test/differential/resolvers.ts';
import { type PortalQuery, portalQueries } from './portal-queries.ts';

const { execute, parse, validate } = createRequire(new URL('../../package.json', import.meta.url))(
  'graphql',
) as typeof import('graphql');

/**
 * The portal's ten commonest queries over the platform's own supergraph, ours beside the stock gateway in one process: planning done, document parsed,
 * subgraphs' answers from memory as text. What is left is what the gateway costs per request.
 */
const supergraph = platformSupergraph();
const full = schemaOf(supergraph.supergraphSdl);
const schemas = new Map(
  supergraph.services.map(({ name, sdl }) => [name, buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: {} }])]),
);
const model = readModel(supergraph.services, schemas, full);
for (const [subgraph, schema] of schemas) attachWorld(schema, { model, subgraph, merged: () => full });

const memory = new Map<string, string>();
async function answerOf(
  subgraph: string,
  query: string,
  variables: Record<string, unknown>,
): Promise<SubgraphResponse> {
  const key = `${subgraph} ${query} ${JSON.stringify(variables)}`;
  let text = memory.get(key);
  if (text === undefined) {
    const schema = schemas.get(subgraph);
    if (schema === undefined) throw new Error(subgraph);
    text = JSON.stringify(
      await execute({ schema, document: parse(query), variableValues: variables, contextValue: { mutations: 0 } }),
    );
    memory.set(key, text);
  }
  return JSON.parse(text) as SubgraphResponse;
}

process.env.APOLLO_TELEMETRY_DISABLED = 'true';
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const ours = new PlatformGateway({
  ...supergraph,
  engine: { dedupe: false },
  logger: silent,
  transports: ({ name }) => ({
    execute: (request) => answerOf(name, request.query, subgraphVariables(request)),
    close: async () => {},
  }),
});
const stock = new ApolloGateway({
  supergraphSdl: supergraph.supergraphSdl,
  logger: silent,
  buildService: ({ name }) => ({
    process: ({ request }) => answerOf(name, request.query ?? '', request.variables ?? {}) as never,
  }),
});
await ours.load();
const { executor, schema } = await stock.load();

type Run = () => Promise<string>;

async function prepare({ source, variables }: PortalQuery): Promise<{ ours: Run; stock: Run }> {
  const document = parse(source);
  const [problem] = validate(schema, document);
  if (problem !== undefined) throw problem;
  const operation = await ours.prepare({ source, document, operationName: undefined });
  const stockRequest = {
    request: { query: source, variables },
    document,
    source,
    queryHash: source,
    context: {},
    metrics: {},
    schema,
    logger: silent,
  };
  return {
    ours: async () => (await operation.execute(variables, testContext())).text,
    stock: async () => {
      const { data, errors, extensions } = await executor(stockRequest as never);
      return JSON.stringify({ data, errors: errors ?? (extensions as { valueCompletion?: unknown })?.valueCompletion });
    },
  };
}

/** CPU microseconds of one run: the best of several series. */
async function cost(run: Run): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let series = 0; series < 6; series += 1) {
    const before = process.cpuUsage();
    for (let index = 0; index < 300; index += 1) await run();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 300);
  }
  return best;
}

let [sumOurs, sumStock] = [0, 0];
for (const query of portalQueries()) {
  const runs = await prepare(query);
  const [one, other] = [JSON.parse(await runs.ours()), JSON.parse(await runs.stock())].map(({ data, errors }) => ({
    data,
    errors: errors ?? [],
  }));
  const differs = one === undefined || other === undefined ? 'no answer' : difference(one, other);
  const [own, theirs] = [await cost(runs.ours), await cost(runs.stock)];
  sumOurs += own;
  sumStock += theirs;
  console.log(
    `${query.name.padEnd(22)} ours ${own.toFixed(0).padStart(5)} µs  stock ${theirs.toFixed(0).padStart(5)} µs  ${(theirs / own).toFixed(1)} ×  ${differs ?? 'same answer'}`,
  );
}
console.log(
  `${'all ten'.padEnd(22)} ours ${sumOurs.toFixed(0).padStart(5)} µs  stock ${sumStock.toFixed(0).padStart(5)} µs  ${(sumStock / sumOurs).toFixed(1)} ×`,
);
await ours.stop();
