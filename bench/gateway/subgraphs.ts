import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { federated, firstFederation, resolversOf, SUBGRAPHS, type SubgraphName } from './shape.ts';

/**
 * The four subgraphs in one process, at `/accounts` … (and `/v1/accounts` … for Federation 1). Answers are computed once per request
 * body by graphql-js and then repeated from memory, so that what is measured is the gateway.
 */
/** The platform's graphql, not that of bench/node_modules: `@apollo/subgraph` uses the former, and two do not mix. */
const { execute, parse } = createRequire(new URL('../../package.json', import.meta.url))(
  'graphql',
) as typeof import('graphql');
const scale = Number(process.env.SCALE ?? 1);
const resolvers = resolversOf(scale);
const schemas = new Map(
  SUBGRAPHS.map((name) => [
    name,
    buildSubgraphSchema([{ typeDefs: parse(federated(name)), resolvers: resolvers[name] as never }]),
  ]),
);
const answers = new Map<string, Buffer>();
let calls = 0;

async function answer(name: SubgraphName, isFirst: boolean, body: string): Promise<Buffer> {
  const key = `${name} ${isFirst} ${body}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  const schema = schemas.get(name);
  if (schema === undefined) throw new Error(name);
  const sdl = isFirst && query.includes('_service');
  const result = sdl
    ? { data: { _service: { sdl: firstFederation(name) } } }
    : await execute({ schema, document: parse(query), variableValues: variables });
  const made = Buffer.from(JSON.stringify(result));
  answers.set(key, made);
  return made;
}

const server = createServer((request, response) => {
  const [, first = '', second = ''] = (request.url ?? '').split('/');
  if (first === 'calls') {
    response.end(String(calls));
    calls = 0;
    return;
  }
  const isFirst = first === 'v1';
  const name = (isFirst ? second : first) as SubgraphName;
  calls += 1;
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    answer(name, isFirst, Buffer.concat(chunks).toString()).then(
      (made) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': made.length });
        response.end(made);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
