import { GraphQLError, parse, validate } from 'graphql';
import { GatewayError } from './errors.ts';
import { inspectPlan } from './executor/inspect.ts';
import { compileCost } from './limits/cost.ts';
import { readCosts } from './limits/cost-index.ts';
import { limitsFrom } from './limits/defaults.ts';
import type { PlatformGateway } from './platform-gateway.ts';
import type { Identity } from './types.ts';

export interface InspectDocumentInput {
  readonly gateway: PlatformGateway;
  readonly source: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly identity: Identity;
}

/** How long an inspected query may run, in milliseconds. */
const PATIENCE_MS = 30_000;

/**
 * A document explained: its plan, its cost and, for a query that the identity may run, the time of every fetch. Rejects with a
 * `GatewayError` (GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, or what `prepare` refuses), the reason as its cause.
 */
export async function inspectDocument(input: InspectDocumentInput): Promise<string> {
  const { gateway, source, operationName, identity, variables = {} } = input;
  const generation = gateway.currentGeneration();
  if (generation === undefined) throw new GatewayError('NOT_READY');
  const document = parsed(source);
  const [problem] = validate(generation.apiSchema, document);
  if (problem !== undefined) throw new GatewayError('GRAPHQL_VALIDATION_FAILED', { cause: problem });
  const operation = await gateway.prepare({ source, document, operationName });
  const costs = readCosts(generation.supergraphSdl);
  const cost = compileCost(generation.apiSchema, costs, document, operation.operation, limitsFrom())(variables);
  const context = {
    identity,
    correlationId: 'inspect-plan',
    locale: 'en',
    headers: {},
    signal: new AbortController().signal,
    deadline: performance.now() + PATIENCE_MS,
  } as const;
  return inspectPlan({ operation, variables, context, cost: Math.ceil(cost), execute: true });
}

function parsed(source: string): ReturnType<typeof parse> {
  try {
    return parse(source);
  } catch (error) {
    throw new GatewayError('GRAPHQL_PARSE_FAILED', { cause: error instanceof GraphQLError ? error.message : error });
  }
}
