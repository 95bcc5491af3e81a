import './garbage-collection.ts';
import { ApolloGateway, type GatewayConfig } from '@apollo/gateway';
import type { GatewayExecutionResult, GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { GatewayError, type Locale } from './errors.ts';
import { ENGINE_DEFAULTS, Engine, type EngineOptions } from './executor/engine.ts';
import { type GenerationSource, generationId, type PendingGeneration, readGeneration } from './executor/generation.ts';
import { PlannerClient, type PlannerOptions } from './executor/planner-client.ts';
import type { Operation } from './executor/prepared.ts';
import { ReadyAnswer } from './ready-answer.ts';
import type { GatewayEngine, Generation, RequestContext, TransportFactory } from './types.ts';

export interface PlatformGatewayOptions extends GenerationSource {
  /** The way to each subgraph of a supergraph. */
  readonly transports: TransportFactory;
  readonly engine?: Partial<EngineOptions>;
  readonly planner?: PlannerOptions;
  /** How long a replaced supergraph stays usable for requests that already hold one of its operations. Default 5,000 ms. */
  readonly retireAfterMs?: number;
  /** A request still running on a replaced supergraph after so long loses its connections. Default 60,000 ms. */
  readonly drainMs?: number;
  /**
   * False where every supergraph comes from `composeSupergraph`, which has validated it: saves a third of the time that loading takes. The native planner
   * still refuses what it can't read. Default true.
   */
  readonly validateSupergraph?: boolean;
  readonly logger?: Pick<Console, 'debug' | 'info' | 'warn' | 'error'>;
}

interface Swap {
  readonly source: GenerationSource;
  readonly pending: PendingGeneration;
}

/**
 * An `ApolloGateway` whose planning and execution are ours. Apollo's class keeps the supergraph's life cycle and is what `ApolloServer` takes as
 * `gateway`; `prepare` is the way in for a front of one's own. Executing never goes through Apollo's executor.
 *
 * With Apollo Server, `contextValue` must be a `RequestContext`, and `stringifyResult` the function of ready-answer.ts.
 */
export class PlatformGateway extends ApolloGateway implements GatewayEngine {
  readonly #options: PlatformGatewayOptions;
  readonly #engineOptions: EngineOptions;
  readonly #planner: PlannerClient;
  readonly #bySchema = new WeakMap<GraphQLSchema, Engine>();
  readonly #retired = new Set<Engine>();
  #update: ((supergraphSdl: string) => void) | undefined;
  #swap: Swap | undefined;
  #current: Engine | undefined;
  #failure: unknown;
  #swapping: Promise<unknown> = Promise.resolve();

  constructor(options: PlatformGatewayOptions) {
    let initialize: (update: (supergraphSdl: string) => void) => Promise<string>;
    super(apolloConfig(options, (update) => initialize(update)));
    this.#options = options;
    this.#engineOptions = { ...ENGINE_DEFAULTS, ...options.engine };
    this.#planner = new PlannerClient(options.planner);
    initialize = async (update) => {
      this.#update = update;
      this.#swap = await this.#read(options);
      return options.supergraphSdl;
    };
    this.onSchemaLoadOrUpdate(({ apiSchema }) => this.#activate(apiSchema));
    this.executor = (requestContext) => this.#executeForApollo(requestContext);
  }

  /** Rejects when the supergraph can't be run here. Apollo's class only logs what its listeners throw. */
  override async load(options?: Parameters<ApolloGateway['load']>[0]): ReturnType<ApolloGateway['load']> {
    const loaded = await super.load(options);
    if (this.#current === undefined) throw this.#failure ?? new GatewayError('NOT_READY');
    return loaded;
  }

  currentGeneration(): Generation | undefined {
    return this.#current?.generation;
  }

  /** See `GatewayEngine`. On the current generation; an operation prepared on an earlier one can be executed until that is retired. */
  prepare(input: Parameters<GatewayEngine['prepare']>[0]): Promise<Operation> {
    if (this.#current === undefined) return Promise.reject(new GatewayError('NOT_READY'));
    return this.#current.prepare(input);
  }

  /**
   * Loads another supergraph and switches to it between requests: those under way end on the one they started on. Rejects, changing
   * nothing, when it can't be loaded. Swaps are done one after the other.
   */
  hotSwap(source: GenerationSource): Promise<Generation> {
    const swapped = this.#swapping.then(() => this.#swapTo(source));
    this.#swapping = swapped.catch(() => undefined);
    return swapped;
  }

  /** Tries whether a supergraph can be loaded and planned with; changes nothing. Rejects if not. */
  async canLoad(source: GenerationSource): Promise<void> {
    const id = generationId(source);
    if (id === this.#current?.generation.id) return;
    await this.#read(source);
    await this.#planner.drop(id);
  }

  /** For `/metrics`. */
  stats(): {
    readonly operations: number;
    readonly operationBytes: number;
    readonly active: number;
  } {
    const engine = this.#current;
    return {
      operations: engine?.cache.size ?? 0,
      operationBytes: engine?.cache.bytes ?? 0,
      active: engine?.active ?? 0,
    };
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.#planner.close();
    const engines = [...this.#retired, ...(this.#current === undefined ? [] : [this.#current])];
    this.#retired.clear();
    await Promise.all(engines.map((engine) => engine.generation.closeTransports()));
  }

  async #swapTo(source: GenerationSource): Promise<Generation> {
    const before = this.#current;
    if (this.#update === undefined || before === undefined) throw new GatewayError('NOT_READY');
    if (generationId(source) === before.generation.id) return before.generation;
    this.#swap = await this.#read(source);
    const { id } = this.#swap.pending;
    try {
      if (source.supergraphSdl === before.generation.supergraphSdl) this.#activate(before.generation.apiSchema);
      else this.#update(source.supergraphSdl);
      if (this.#current === before) throw this.#failure;
    } catch (error) {
      await this.#planner.drop(id);
      throw error;
    } finally {
      this.#swap = undefined;
    }
    this.#retire(before);
    return (this.#current ?? before).generation;
  }

  async #read(source: GenerationSource): Promise<Swap> {
    const pending = readGeneration(source);
    await this.#planner.load(pending.id, source.supergraphSdl);
    return { source, pending };
  }

  /** Keeps what it throws, because Apollo's class does not pass it on. */
  #activate(apiSchema: GraphQLSchema): void {
    if (this.#swap === undefined) return;
    try {
      const generation = this.#swap.pending.open(apiSchema, this.#options.transports);
      const engine = new Engine(generation, this.#planner, this.#engineOptions);
      this.#bySchema.set(apiSchema, engine);
      this.#current = engine;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  #retire(engine: Engine): void {
    this.#retired.add(engine);
    const timer = setTimeout(async () => {
      await engine.drained(this.#options.drainMs ?? 60_000);
      if (!this.#retired.delete(engine)) return;
      await Promise.allSettled([this.#planner.drop(engine.generation.id), engine.generation.closeTransports()]);
    }, this.#options.retireAfterMs ?? 5_000);
    timer.unref();
  }

  async #executeForApollo(requestContext: GatewayGraphQLRequestContext): Promise<GatewayExecutionResult> {
    const { request, document, source, schema } = requestContext;
    const context = requestContext.context as unknown as RequestContext;
    try {
      const engine = this.#bySchema.get(schema) ?? this.#current;
      if (engine === undefined) throw new GatewayError('NOT_READY');
      const operation = await engine.prepare({ source, document, operationName: request.operationName });
      const answer = await operation.execute(request.variables ?? {}, context);
      return { data: new ReadyAnswer(answer) as unknown as Record<string, unknown> };
    } catch (error) {
      if (error instanceof GatewayError) return { errors: [toGraphQLError(error, context.locale)] };
      throw error;
    }
  }
}

/** Apollo Server takes the HTTP status from `extensions.http` and leaves it out of the answer. */
function toGraphQLError(error: GatewayError, locale: Locale): GraphQLError {
  const { message, extensions } = error.toFormatted(locale);
  return new GraphQLError(message, {
    extensions: { ...extensions, http: { status: error.status } },
    originalError: error,
  });
}

/** `APOLLO_TELEMETRY_DISABLED`: Apollo's gateway would otherwise report usage to a server on the internet. */
function apolloConfig(
  options: PlatformGatewayOptions,
  initialize: (update: (supergraphSdl: string) => void) => Promise<string>,
): GatewayConfig {
  process.env.APOLLO_TELEMETRY_DISABLED = 'true';
  return {
    supergraphSdl: async ({ update }) => ({ supergraphSdl: await initialize(update) }),
    buildService: () => ({
      process: () => Promise.reject(new Error("Apollo's executor is never used")),
    }),
    validateSupergraph: options.validateSupergraph ?? true,
    __exposeQueryPlanExperimental: false,
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  };
}
