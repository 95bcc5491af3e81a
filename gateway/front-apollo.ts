import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLFormattedError } from 'graphql';
import { GatewayError } from './errors.ts';
import type { MediaType } from './front-headers.ts';
import type { FrontAnswer } from './front-response.ts';
import type { FrontOperation, Serve } from './hooks.ts';
import type { Limits } from './limits/defaults.ts';
import { checkDocument } from './limits/document.ts';
import type { EngineAnswer, GatewayEngine, Generation, PreparedOperation, Turn } from './types.ts';

/** Supergraphs that may come one after the other while a document is being prepared. */
const ATTEMPTS = 10;
/** Shorter documents are read, planned and compiled in one step (characters): taking turns for each would cost more than the steps do. */
const SHORT_DOCUMENT = 1_024;

/** What one request carries through Apollo Server (which copies it), and brings back in `outcome`. */
interface ColdContext {
  readonly operation: FrontOperation;
  readonly outcome: Outcome;
}

interface Outcome {
  answer?: EngineAnswer;
  refusal?: GatewayError;
  prepared?: PreparedOperation;
  /** Code of what Apollo Server itself found wrong with the document. */
  code?: string;
}

export interface ColdFrontOptions {
  readonly engine: GatewayEngine;
  readonly limits: Limits;
  readonly introspection: boolean;
  /** The same function that the hot path calls. */
  readonly serve: Serve;
  readonly onPrepared: (prepared: PreparedOperation, operation: FrontOperation) => void;
}

/**
 * Apollo Server as the front for every document that is not yet prepared: it parses (with a token limit) and validates; its hooks measure the document before
 * validation and hand it to the engine after. One server per generation, so that a request never mixes two schemas.
 */
export class ColdFront {
  readonly #options: ColdFrontOptions;
  readonly #servers = new WeakMap<Generation, Promise<ApolloServer<ColdContext>>>();

  constructor(options: ColdFrontOptions) {
    this.#options = options;
  }

  /** Serves one request. Rejects with the `GatewayError` that refused it; parse and validation errors are answers. */
  async serve(operation: FrontOperation, mediaType: MediaType): Promise<FrontAnswer> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const generation = this.#options.engine.currentGeneration();
      if (generation === undefined) throw new GatewayError('NOT_READY', { retryAfterSeconds: 2 });
      const answer = await this.#serveWith(generation, operation, mediaType);
      if (answer !== 'superseded') return answer;
    }
    throw new GatewayError('NOT_READY', { retryAfterSeconds: 1 });
  }

  async #serveWith(
    generation: Generation,
    operation: FrontOperation,
    mediaType: MediaType,
  ): Promise<FrontAnswer | 'superseded'> {
    const server = await this.#server(generation);
    const outcome: Outcome = {};
    const { params, source } = operation;
    const response = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: new HeaderMap([
          ['content-type', 'application/json'],
          ['accept', mediaType],
        ]),
        search: '',
        body: {
          query: source,
          variables: params.variables,
          ...(params.operationName === undefined ? {} : { operationName: params.operationName }),
        },
      },
      context: async () => ({ operation, outcome }),
    });
    const { answer, prepared, refusal, code } = outcome;
    if (refusal !== undefined) throw refusal;
    if (prepared !== undefined && prepared.generation !== generation) return 'superseded';
    if (answer !== undefined && prepared !== undefined) {
      this.#options.onPrepared(prepared, operation);
      return { status: 200, text: answer.text };
    }
    if (response.body.kind !== 'complete') throw new GatewayError('INTERNAL_SERVER_ERROR');
    return {
      status: mediaType === 'application/json' && response.status === 400 ? 200 : (response.status ?? 200),
      text: response.body.string.trimEnd(),
      code,
    };
  }

  #server(generation: Generation): Promise<ApolloServer<ColdContext>> {
    let server = this.#servers.get(generation);
    if (server === undefined) {
      server = this.#start(generation);
      this.#servers.set(generation, server);
    }
    return server;
  }

  async #start(generation: Generation): Promise<ApolloServer<ColdContext>> {
    const { introspection, limits } = this.#options;
    const server = new ApolloServer<ColdContext>({
      schema: generation.apiSchema,
      introspection,
      hideSchemaDetailsFromClientErrors: !introspection,
      includeStacktraceInErrorResponses: false,
      csrfPrevention: false,
      persistedQueries: false,
      documentStore: null,
      stopOnTerminationSignals: false,
      nodeEnv: 'production',
      parseOptions: { maxTokens: limits.maxTokens },
      formatError: format,
      // What it would log is a refusal of ours or says what a client sent.
      logger: SILENT,
      plugins: [
        this.#plugin(generation),
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginLandingPageDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
        ApolloServerPluginSchemaReportingDisabled(),
      ],
    });
    await server.start();
    return server;
  }

  #plugin(generation: Generation): ApolloServerPlugin<ColdContext> {
    const { limits } = this.#options;
    return {
      requestDidStart: async () => ({
        parsingDidStart:
          async ({ contextValue }) =>
          async (error) => {
            if (error !== undefined && isTokenLimit(error))
              contextValue.outcome.refusal = new GatewayError('LIMIT_TOKENS', { params: { limit: limits.maxTokens } });
          },
        validationDidStart: async ({ contextValue, document }) => {
          refuseWith(contextValue, () => checkDocument(document, limits));
          await turnFor(contextValue.operation)?.();
        },
        didEncounterErrors: async ({ contextValue, errors }) => {
          const code = errors[0]?.extensions.code;
          if (typeof code === 'string') contextValue.outcome.code = code;
        },
        responseForOperation: async ({ contextValue, document, operation }) => {
          try {
            if (operation === undefined) throw new GatewayError('OPERATION_RESOLUTION_FAILURE');
            await this.#execute(contextValue, document, generation);
          } catch (error) {
            contextValue.outcome.refusal = GatewayError.from(error);
          }
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: {} } };
        },
      }),
    };
  }

  async #execute(context: ColdContext, document: PreparedOperation['document'], generation: Generation): Promise<void> {
    const { operation, outcome } = context;
    const { operationName } = operation.params;
    const { signal } = operation.context;
    const turn = turnFor(operation);
    outcome.prepared = await this.#options.engine.prepare({
      source: operation.source,
      document,
      operationName,
      signal,
      turn,
    });
    if (outcome.prepared.generation !== generation) return;
    await turn?.();
    outcome.answer = await this.#options.serve(outcome.prepared, operation);
  }
}

function turnFor({ source, context }: FrontOperation): Turn | undefined {
  return source.length > SHORT_DOCUMENT ? context.turn : undefined;
}

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Remembers the refusal, then throws: Apollo Server stops, and what it makes of the error is not used. */
function refuseWith(context: ColdContext, check: () => void): void {
  try {
    check();
  } catch (error) {
    context.outcome.refusal = GatewayError.from(error);
    throw error;
  }
}

function isTokenLimit(error: Error): boolean {
  return error.message.startsWith('Syntax Error: Document contains more that');
}

/** Only errors about the client's own document come through here; whatever else there is must not be seen. */
function format(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const code = formatted.extensions?.code;
  if (code === 'GRAPHQL_PARSE_FAILED' || code === 'GRAPHQL_VALIDATION_FAILED') {
    const { message, locations } = formatted;
    return { message, ...(locations === undefined ? {} : { locations }), extensions: { code } };
  }
  return new GatewayError('INTERNAL_SERVER_ERROR').toFormatted('zh');
}
