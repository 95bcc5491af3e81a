/**
 * A federation gateway to build into a program of one's own. It knows no domain: subgraphs, identities and storage come in from outside.
 *
 * ```ts
 * const composed = composeSupergraph([{ name: 'tides', sdl, url: 'http://localhost:4001/' }]);
 * if (!composed.ok) throw new Error(composed.errors.join('\n'));
 * const gateway = new PlatformGateway({ supergraphSdl: composed.supergraphSdl, services, transports: ({ name, url }) => remoteTransport({ name, url }) });
 * await gateway.load();
 * const server = await createGatewayServer({ gateway, authenticate, port: 4000 });
 * drainOnSignals(server);
 * ```
 *
 * A whole program is in examples/embed-gateway/. What each limit does is in docs/gateway-limits.md, the codes of errors in docs/errors.md.
 */
export { type Composition, composeSupergraph, type SubgraphSource } from './compose.ts';
export type { DocumentsOptions, PersistedDocuments, SafelistMode, TrustedDocuments } from './documents.ts';
export { ERROR_CODES, type ErrorCode, GatewayError, type GatewayErrorOptions } from './errors.ts';
export { createFront, type Front, type FrontOptions } from './front.ts';
export {
  createGatewayServer,
  drainOnSignals,
  type GatewayServer,
  type GatewayServerOptions,
  hardenServer,
} from './front-server.ts';
export { type InspectDocumentInput, inspectDocument } from './inspect-document.ts';
export { LIMITS, type Limits, limitsFrom } from './limits/defaults.ts';
export { createRateLimiter, type RateLimiter } from './limits/rate.ts';
export { withResilience } from './limits/resilience.ts';
export { PlatformGateway, type PlatformGatewayOptions } from './platform-gateway.ts';
export { LastGood } from './registry/last-good.ts';
export { MemoryRegistryStore } from './registry/memory-store.ts';
export { OperationsSeen } from './registry/operations-seen.ts';
export { type Change, type ChangeResult, Registry } from './registry/registry.ts';
export { initialGeneration, RegistryReplica } from './registry/replica.ts';
export type { GenerationRecord, Problem, RegistryStore } from './registry/types.ts';
export { createLogger } from './telemetry/logger.ts';
export { createGatewayMetrics, type GatewayMetrics } from './telemetry/metrics.ts';
export { createTracing, type Tracing } from './telemetry/tracing.ts';
export { type LocalTransportOptions, localTransport } from './transport-local.ts';
export { type RemoteTransportOptions, remoteTransport } from './transport-remote.ts';
export type {
  Authenticate,
  Identity,
  RequestContext,
  SubgraphRequest,
  SubgraphResponse,
  SubgraphTransport,
  TransportFactory,
} from './types.ts';
