import type { DocumentNode, GraphQLFormattedError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { GatewayError } from './errors.ts';

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
  /** Waited for before it is executed, and what it gives is called after: set for what is expensive. */
  readonly admission?: (() => Promise<() => void>) | undefined;
  /** Waited for before each step of planning it, and of executing it when it needs `admission`. */
  readonly turn?: Turn | undefined;
}

/** Resolves when the next step of work that may wait is to be done: see `Turns`. `laterMs`: what the step will cost the event loop after it. */
export type Turn = (laterMs?: number) => Promise<unknown>;

/** One fetch of a plan. */
export interface SubgraphRequest {
  readonly subgraph: string;
  readonly query: string;
  readonly operationName?: string;
  readonly kind: 'query' | 'mutation';
  /** The client's variables that the fetch uses, as the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Entities asked for: by variable, the representations as JSON text each. `subgraphVariables` and `subgraphVariablesText` put both together. */
  readonly representations?: Readonly<Record<string, readonly string[]>>;
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
export type TransportFactory = (subgraph: {
  readonly name: string;
  readonly url: string | undefined;
}) => SubgraphTransport;

/** Says who asks from the request's headers; rejects with a `GatewayError` for a bad or expired token. No header at all is the anonymous identity. */
export type Authenticate = (
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  request: { readonly method: string; readonly url: string },
) => Promise<Identity>;

/** One supergraph as loaded by one replica. Immutable: a reload makes a new one; a request stays with the one it started on. */
export interface Generation {
  /** Stable for one supergraph text: the same on every replica that loaded it. */
  readonly id: string;
  /** What clients see: inaccessible elements removed. */
  readonly apiSchema: GraphQLSchema;
  /** With join, `@cost`, `@listSize` and `@access` directives. */
  readonly supergraphSdl: string;
  readonly subgraphs: readonly string[];
}

/** A whole GraphQL response, ready to send: `{"data":…}` with `errors` when there are some, already masked. */
export interface EngineAnswer {
  readonly text: string;
  /** The text in UTF-8, encoded once however many requests share the answer. */
  readonly bytes?: () => Buffer;
  /** `extensions.code` of every error in `text`; empty when the answer is whole. */
  readonly errorCodes: readonly string[];
}

/**
 * One operation of one generation: parsed, validated, guarded, planned and compiled once, shared by every request with
 * the same text and operation name. The hot front keeps these; executing one does no parsing, validation or planning.
 */
export interface PreparedOperation {
  readonly generation: Generation;
  readonly kind: 'query' | 'mutation';
  readonly operation: OperationDefinitionNode;
  readonly document: DocumentNode;
  /** Access rules of the operation and of the plan's fetches, from the owners' SDL. The refusal, or undefined if this caller may. No I/O. */
  refusal(identity: Identity): GatewayError | undefined;
  /** `variables` as the client sent them: coercion is done inside; a variable that does not fit rejects with code BAD_USER_INPUT. Otherwise never rejects for what a subgraph did. */
  execute(variables: Readonly<Record<string, unknown>>, context: RequestContext): Promise<EngineAnswer>;
}

/** What the front asks of the engine; `PlatformGateway` implements it beside being an ApolloGateway. */
export interface GatewayEngine {
  /** Undefined until the first supergraph is loaded. */
  currentGeneration(): Generation | undefined;
  /** For `/metrics`, where the engine has them. */
  stats?(): { readonly operations: number; readonly operationBytes: number; readonly active: number };
  /**
   * `document` has been validated against the current generation's API schema and has passed the limits. Keeps its plans in an LRU
   * by `source` and operation name. Rejects with a `GatewayError` (subscription, `@defer`, not plannable, planning took too long).
   */
  prepare(input: {
    readonly source: string;
    readonly document: DocumentNode;
    readonly operationName: string | undefined;
    readonly signal?: AbortSignal;
    /** Waited for before each step of it. */
    readonly turn?: Turn | undefined;
  }): Promise<PreparedOperation>;
}
