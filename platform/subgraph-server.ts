import type { IncomingMessage, ServerResponse } from 'node:http';
import { execute, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { AuthError } from '../auth/errors.ts';
import type { InternalVerifier } from '../auth/tokens/internal.ts';
import { type Caller, sealCaller } from '../kernel/caller.ts';
import type { Subgraph } from '../subgraphs/create-subgraph.ts';
import type { Handler } from './http-server.ts';

/** The header that carries the gateway's internal token. */
export const INTERNAL_TOKEN_HEADER = 'x-mudan-internal';

const MAX_BODY_BYTES = 8 * 1024 * 1024;

interface Operation {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
}

/**
 * One subgraph over HTTP (`POST`, JSON). Only a request with a fresh internal token over exactly this body is answered (design.md §6); the caller is
 * what that token says, never a header.
 */
export function subgraphHandler(
  subgraph: Pick<Subgraph, 'schema' | 'contextFor'>,
  verifier: InternalVerifier,
): Handler {
  return async (request, response) => {
    if (request.method !== 'POST') return refuse(response, 405, 'METHOD_NOT_ALLOWED', 'Only POST.');
    const body = await bodyOf(request);
    if (body === null) return refuse(response, 413, 'BODY_TOO_LARGE', 'The body is too large.');
    const token = request.headers[INTERNAL_TOKEN_HEADER];
    try {
      const claims = verifier.open(typeof token === 'string' ? token : '', body);
      const operation = JSON.parse(body.toString('utf8')) as Operation;
      answer(response, 200, await run(subgraph.schema, subgraph.contextFor(sealCaller(claims as Caller)), operation));
    } catch (error) {
      if (error instanceof AuthError)
        return refuse(response, 401, 'UNAUTHENTICATED', 'A valid internal token is needed.');
      if (error instanceof SyntaxError) return refuse(response, 400, 'BAD_REQUEST', 'The body is not JSON.');
      throw error;
    }
  };
}

async function run(schema: GraphQLSchema, contextValue: object, operation: Operation): Promise<object> {
  try {
    const document = parse(operation.query);
    const errors = validate(schema, document, specifiedRules, { maxErrors: 5 });
    if (errors.length > 0) return { errors };
    return await execute({
      schema,
      document,
      contextValue,
      variableValues: operation.variables,
      operationName: operation.operationName,
    });
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  answer(response, status, { errors: [{ message, extensions: { code } }] });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
