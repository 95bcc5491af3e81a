import { readFileSync } from 'node:fs';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { limitsFrom } from '../gateway/limits/defaults.ts';
import { withResilience } from '../gateway/limits/resilience.ts';
import { PlatformGateway } from '../gateway/platform-gateway.ts';
import type { GatewayMetrics } from '../gateway/telemetry/metrics.ts';
import { localTransport } from '../gateway/transport-local.ts';
import { type RemoteTransportOptions, remoteTransport } from '../gateway/transport-remote.ts';
import type { Identity, RequestContext, TransportFactory } from '../gateway/types.ts';
import { type Caller, sealCaller } from '../kernel/caller.ts';
import type { Logger } from '../kernel/types.ts';
import type { Subgraph } from '../subgraphs/create-subgraph.ts';
import type { GatewaySettings } from './gateway-settings.ts';
import type { GraphSource } from './registry.ts';

const supergraphFile = new URL('../schema/supergraph.graphql', import.meta.url);

/** How long an operation that the platform itself runs on its graph may take. */
const OWN_OPERATION_MS = 20_000;

/** Codes of subgraphs' errors that say something to a client; any other is `SUBGRAPH_ERROR`. */
const PUBLIC_CODES: ReadonlySet<string> = new Set([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'PARTNER_UNAVAILABLE',
]);

/** What an identity's `claims` are on our platforms: a caller before the request's language and correlation id are known. */
export type CallerClaims = Omit<Caller, 'locale' | 'correlationId'>;

const callers = new WeakMap<RequestContext, Caller>();

/** The sealed caller of one client request; the same object for all its fetches. */
export function callerOf(context: RequestContext): Caller {
  let caller = callers.get(context);
  if (!caller) {
    const claims = context.identity.claims as CallerClaims;
    caller = sealCaller({ ...claims, locale: context.locale, correlationId: context.correlationId });
    callers.set(context, caller);
  }
  return caller;
}

/** The identity by which the gateway knows a caller. Its key changes with rights and scopes, so that answers are never shared across them. */
export function identityOf(claims: CallerClaims): Identity {
  return {
    key: `${claims.subject}#${claims.authorisationVersion}#${claims.scopes.join(' ')}`,
    scopes: new Set(claims.kind === 'anonymous' ? claims.scopes : ['user', ...claims.scopes]),
    anonymous: claims.kind === 'anonymous',
    claims,
  };
}

/** Nobody is logged in. */
export function anonymousClaims(platform: string): CallerClaims {
  return {
    kind: 'anonymous',
    subject: '',
    name: '',
    home: platform,
    unitId: null,
    grants: [],
    scopes: [],
    authorisationVersion: 0,
  };
}

export interface GraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

export interface Graph {
  readonly gateway: PlatformGateway;
  /** The API schema of the current generation. */
  schema(): GraphQLSchema;
  /** Runs an operation on the platform's own graph for a caller, with the same rules and limits of access as over HTTP (partner endpoint, jobs). */
  run(document: string, variables: Readonly<Record<string, unknown>>, caller: Caller): Promise<GraphAnswer>;
  close(): Promise<void>;
}

/** The committed supergraph, with the subgraphs of this program that it was composed of. */
export function ownGraph(subgraphs: readonly Subgraph[]): GraphSource {
  return {
    supergraphSdl: readFileSync(supergraphFile, 'utf8'),
    services: subgraphs.map(({ name, sdl }) => ({ name, sdl })),
  };
}

/** A change of the graph waits until every replica serves it. */
const PATIENCE = { registry: { subgraphTimeoutMs: 28_000 } };

/** What a graph reports to and is limited by. */
export interface GraphTools {
  readonly metrics: GatewayMetrics;
  readonly settings: Pick<GatewaySettings, 'limits' | 'tracing'>;
  /** What goes with requests to a partner's subgraph at an address. */
  readonly proof: (url: string) => NonNullable<RemoteTransportOptions['sign']>;
  readonly log: Logger;
}

/** Loads a supergraph over the subgraphs of this process and the partners' by HTTP. */
export async function createGraph(
  subgraphs: readonly Subgraph[],
  source: GraphSource,
  { metrics, settings, proof, log }: GraphTools,
): Promise<Graph> {
  const direct = transportsTo(subgraphs, proof, log);
  const traced = settings.tracing?.transports(direct) ?? direct;
  const gateway = new PlatformGateway({
    ...source,
    // Always what composition made: the committed file (`npm run fresh` compares), or a generation of the registry.
    validateSupergraph: false,
    transports: withResilience(traced, { limits: limitsFrom(settings.limits), metrics, perSubgraph: PATIENCE }),
    engine: { errors: { publicCodes: PUBLIC_CODES, trusted: (name) => subgraphs.some((own) => own.name === name) } },
    logger: {
      debug: () => {},
      info: () => {},
      warn: (message) => log.warn({}, String(message)),
      error: (message) => log.error({}, String(message)),
    },
  });
  await gateway.load();
  return {
    gateway,
    schema: () => currentSchema(gateway),
    run: (document, variables, caller) => runOn(gateway, document, variables, caller),
    close: () => gateway.stop(),
  };
}

function currentSchema(gateway: PlatformGateway): GraphQLSchema {
  const generation = gateway.currentGeneration();
  if (!generation) throw new Error('the graph is not loaded');
  return generation.apiSchema;
}

async function runOn(
  gateway: PlatformGateway,
  source: string,
  variables: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<GraphAnswer> {
  const document = parse(source);
  const errors = validate(currentSchema(gateway), document);
  if (errors.length > 0) return { errors };
  const prepared = await gateway.prepare({ source, document, operationName: undefined });
  const { locale, correlationId, ...claims } = caller;
  const context: RequestContext = {
    identity: identityOf(claims),
    correlationId,
    locale,
    headers: {},
    signal: AbortSignal.timeout(OWN_OPERATION_MS),
    deadline: performance.now() + OWN_OPERATION_MS,
  };
  callers.set(context, caller);
  const refusal = prepared.refusal(context.identity);
  if (refusal) return { errors: [refusal.toFormatted(locale)] };
  const { text } = await prepared.execute(variables, context);
  return JSON.parse(text) as GraphAnswer;
}

/** The platform's own subgraphs in this process, partners' over HTTP. */
function transportsTo(subgraphs: readonly Subgraph[], proof: GraphTools['proof'], log: Logger): TransportFactory {
  const byName = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]));
  return ({ name, url }) => {
    const subgraph = byName.get(name.toLowerCase()) ?? byName.get(name);
    if (subgraph === undefined) {
      if (url !== undefined && /^https?:/.test(url)) return remoteTransport({ name, url, sign: proof(url) });
      throw new Error(`the supergraph names a subgraph ${name} that this platform does not run`);
    }
    return localTransport({
      schema: subgraph.schema,
      contextFor: (context) => subgraph.contextFor(callerOf(context)),
      onError: (error, request) =>
        log.warn(
          { err: error.originalError ?? error, subgraph: name, correlationId: request.context.correlationId },
          'resolver failed',
        ),
    });
  };
}
