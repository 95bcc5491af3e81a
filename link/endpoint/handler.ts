import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildSchema, execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import type { Claims } from '../../auth/claims.ts';
import { AuthError } from '../../auth/errors.ts';
import type { PartnerStore } from '../../auth/ports.ts';
import type { AccessVerifier, Presented } from '../../auth/verify-access.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { EndpointContext, EndpointParts } from './own-graph.ts';
import { MUTATIONS, QUERIES } from './resolvers.ts';

const CONTRACT = new URL('../../schema/partner/v1.graphql', import.meta.url);
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_TOKENS = 2_000;

export interface EndpointOptions extends EndpointParts {
  /** Public base URL; the endpoint is `<base>/partner/v1`. */
  readonly base: string;
  readonly verify: AccessVerifier;
  readonly partners: PartnerStore;
  /** Told which partner asked. */
  readonly heardOf?: (platform: string) => Promise<void>;
  /** Makes the sealed caller of verified claims (the composition root's right). */
  readonly seal: (claims: Claims, correlationId: string) => Caller;
}

/** `POST <base>/partner/v1`: the contract, served from the platform's own graph. */
export function createPartnerEndpoint(
  options: EndpointOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const schema = contractSchema(options);
  return async (request, response) => {
    const correlationId = randomUUID();
    try {
      if (request.method !== 'POST') return send(response, 405, problem('METHOD_NOT_ALLOWED', 'use POST'));
      const context = await authenticate(options, request, correlationId);
      const { query, variables } = await readRequest(request);
      send(response, 200, await run(schema, query, variables, context));
    } catch (error) {
      answerError(options, response, error, correlationId);
    }
  };
}

/** Contract schema with a resolver for every root field. */
function contractSchema(parts: EndpointParts): GraphQLSchema {
  const schema = buildSchema(readFileSync(CONTRACT, 'utf8'));
  for (const [type, resolvers] of [
    [schema.getQueryType(), QUERIES],
    [schema.getMutationType(), MUTATIONS],
  ] as const) {
    for (const [name, field] of Object.entries(type?.getFields() ?? {})) {
      const resolver = resolvers[name];
      if (!resolver) throw new Error(`the contract's ${name} has no resolver`);
      field.resolve = (_root, args, context: EndpointContext) => resolver(parts, args, context);
    }
  }
  return schema;
}

async function authenticate(
  options: EndpointOptions,
  request: IncomingMessage,
  correlationId: string,
): Promise<EndpointContext> {
  const claims = await options.verify.verifyPartner(presentedBy(options.base, request));
  const partner = await options.partners.findByBaseUrl(claims.token.clientId);
  if (!partner) throw new AuthError('PARTNER_UNKNOWN', 'not a registered partner');
  await options.heardOf?.(partner.platform);
  return { partner, caller: options.seal(claims, correlationId), correlationId };
}

function presentedBy(base: string, request: IncomingMessage): Presented {
  const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
  const proof = request.headers.dpop;
  if (scheme?.toLowerCase() !== 'dpop' || !token || rest.length > 0 || typeof proof !== 'string') {
    throw new AuthError('DPOP_REQUIRED', 'Authorization: DPoP and a DPoP header are needed');
  }
  return { scheme: 'DPoP', token, dpop: { proof, method: 'POST', url: `${base}/partner/v1` } };
}

async function readRequest(
  request: IncomingMessage,
): Promise<{ query: string; variables: Readonly<Record<string, unknown>> }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new AuthError('REQUEST_INVALID', 'body too large');
    chunks.push(chunk);
  }
  const body = parseJson(Buffer.concat(chunks).toString());
  if (typeof body.query !== 'string') throw new AuthError('REQUEST_INVALID', 'no query');
  return { query: body.query, variables: (body.variables ?? {}) as Record<string, unknown> };
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through: anything but an object is refused the same way.
  }
  throw new AuthError('REQUEST_INVALID', 'not a JSON object');
}

async function run(
  schema: GraphQLSchema,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  contextValue: EndpointContext,
): Promise<object> {
  let document: ReturnType<typeof parse>;
  try {
    document = parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return { errors: [{ message: (error as Error).message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] };
  }
  const errors = validate(schema, document);
  if (errors.length > 0)
    return { errors: errors.map(({ message }) => ({ message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })) };
  const result = await execute({ schema, document, variableValues: { ...variables }, contextValue });
  return { ...result, ...(result.errors ? { errors: result.errors.map(masked) } : {}) };
}

/** What a resolver threw on purpose is shown, everything else is a fault of ours. */
function masked(error: GraphQLError): object {
  const original = error.originalError;
  const deliberate = original === undefined || original instanceof GraphQLError;
  const code = error.extensions.code ?? (deliberate ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR');
  return { message: deliberate ? error.message : 'internal error', path: error.path, extensions: { code } };
}

function answerError(options: EndpointOptions, response: ServerResponse, error: unknown, correlationId: string): void {
  if (error instanceof AuthError) {
    const status = error.status === 503 ? 503 : error.code === 'REQUEST_INVALID' ? 400 : 401;
    // RFC 9449 §7.1, RFC 6750 §3.
    const challenge = `DPoP error="${error.oauthError}", algs="ES256"`;
    send(
      response,
      status,
      problem(status === 401 ? 'UNAUTHENTICATED' : error.code, error.code),
      status === 401 ? { 'www-authenticate': challenge } : {},
    );
    return;
  }
  // The partner, or the line, went away in the middle of its request: nobody is there to be answered.
  if (response.destroyed || response.socket?.destroyed) return;
  options.log.error({ err: error, correlationId }, 'partner request failed');
  send(response, 500, problem('INTERNAL_SERVER_ERROR', 'internal error'));
}

function problem(code: string, message: string): object {
  return { errors: [{ message, extensions: { code } }] };
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers })
    .end(JSON.stringify(body));
}
