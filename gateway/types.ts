import type { GraphQLFormattedError } from 'graphql';

/**
 * Who asks, established once at the front and never again. The gateway reads `key` (rate limits, in-flight dedupe)
 * and `scopes` (access rules); `claims` is opaque to it and goes to the transports, which know how to prove it to a subgraph.
 */
export interface Identity {
  /** Stable for one caller with one set of rights: two identities with the same key may share answers. */
  readonly key: string;
  /** Scopes held, as named in the owners' `@access(anyOf:)`. The built-in scope `user` means "somebody is logged in". */
  readonly scopes: ReadonlySet<string>;
  readonly anonymous: boolean;
  readonly claims: unknown;
}

/** What one client request carries through planning, fetching and projection. */
export interface RequestContext {
  readonly identity: Identity;
  readonly correlationId: string;
  /** From `Accept-Language`: the language of messages for people. */
  readonly locale: 'zh' | 'en';
  /** Inbound headers by allowlist, lower case; internal ones were stripped at the front. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** `performance.now()` value after which every fetch of this request must have been given up. */
  readonly deadline: number;
}

/** One fetch of a plan. */
export interface SubgraphRequest {
  readonly subgraph: string;
  readonly query: string;
  readonly operationName?: string;
  readonly kind: 'query' | 'mutation';
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** What a subgraph answered, as GraphQL over HTTP has it. Never shown to a client as it is. */
export interface SubgraphResponse {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/**
 * The way to one subgraph: in this process, or over HTTP. Rejects with a `SubgraphUnavailable` error (stable code, no URL,
 * no body) when no answer came.
 */
export interface SubgraphTransport {
  execute(request: SubgraphRequest): Promise<SubgraphResponse>;
  close(): Promise<void>;
}

/** Gives the transport for a subgraph of the supergraph; called once per subgraph and generation. */
export type TransportFactory = (subgraph: { readonly name: string; readonly url: string | undefined }) => SubgraphTransport;

/** Says who asks from the request's headers; rejects with a `GatewayError` for a bad or expired token. No header at all is the anonymous identity. */
export type Authenticate = (headers: Readonly<Record<string, string | readonly string[] | undefined>>, request: { readonly method: string; readonly url: string }) => Promise<Identity>;
