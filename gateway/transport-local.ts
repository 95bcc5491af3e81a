import {
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { withinDeadline } from './deadline.ts';
import { GatewayError } from './errors.ts';
import { WeightedLru } from './lru.ts';
import { subgraphVariables } from './subgraph-variables.ts';
import type { RequestContext, SubgraphRequest, SubgraphResponse, SubgraphTransport } from './types.ts';

export interface LocalTransportOptions {
  readonly schema: GraphQLSchema;
  /** The subgraph's context for one request of a client: an object that nobody outside can forge, because it never was text. */
  readonly contextFor: (context: RequestContext) => unknown;
  readonly rootValue?: unknown;
  /** Told about what a resolver threw, before it is masked. For the log. */
  readonly onError?: (error: GraphQLError, request: SubgraphRequest) => void;
}

/** Characters of parsed operation texts kept. The planner's texts are few; a flood of distinct ones must not fill the memory. */
const DOCUMENT_CACHE_CHARACTERS = 2_000_000;

/**
 * A subgraph in the gateway's own process: graphql-js runs the fetch, without HTTP or JSON between. Errors leave as formatted
 * ones, without stacks; what clients see of them is decided by the gateway.
 */
export function localTransport(options: LocalTransportOptions): SubgraphTransport {
  const documents = new WeightedLru<DocumentNode>(DOCUMENT_CACHE_CHARACTERS);
  return {
    execute(request) {
      return withinDeadline(request, run(options, documents, request));
    },
    async close() {
      documents.clear();
    },
  };
}

async function run(
  options: LocalTransportOptions,
  documents: WeightedLru<DocumentNode>,
  request: SubgraphRequest,
): Promise<SubgraphResponse> {
  const { schema, contextFor, rootValue, onError } = options;
  const result = await execute({
    schema,
    document: documentOf(schema, documents, request),
    rootValue,
    contextValue: contextFor(request.context),
    variableValues: subgraphVariables(request),
    operationName: request.operationName,
  });
  if (result.errors === undefined) return { data: result.data ?? null };
  for (const error of result.errors) onError?.(error, request);
  return { data: result.data ?? null, errors: result.errors.map((error) => error.toJSON()) };
}

function documentOf(
  schema: GraphQLSchema,
  documents: WeightedLru<DocumentNode>,
  request: SubgraphRequest,
): DocumentNode {
  const known = documents.get(request.query);
  if (known !== undefined) return known;
  const document = parse(request.query, { noLocation: true });
  const problems = validate(schema, document, specifiedRules, { maxErrors: 1 });
  if (problems.length > 0)
    throw new GatewayError('SUBGRAPH_BAD_ANSWER', { params: { subgraph: request.subgraph }, cause: problems[0] });
  documents.set(request.query, document, request.query.length);
  return document;
}
