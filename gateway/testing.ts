import { createHash } from 'node:crypto';
import { buildSchema, type DocumentNode, execute, type GraphQLSchema, getOperationAST } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { GatewayError } from './errors.ts';
import type { EngineAnswer, GatewayEngine, Generation, Identity, PreparedOperation, RequestContext } from './types.ts';

export interface LocalEngineOptions {
  readonly sdl: string;
  readonly rootValue: Readonly<Record<string, unknown>>;
  /** Access rules by coordinate of a root field: the scope needed. */
  readonly access?: Readonly<Record<string, string>>;
}

/**
 * An engine over one schema executed by graphql-js, with no subgraphs: what the front's own tests run on. `swap` makes a new generation.
 */
export class LocalEngine implements GatewayEngine {
  readonly #options: LocalEngineOptions;
  #generation: Generation | undefined;
  prepared = 0;
  executed = 0;

  constructor(options: LocalEngineOptions) {
    this.#options = options;
    this.swap(options.sdl);
  }

  swap(sdl: string | undefined): void {
    this.#generation =
      sdl === undefined
        ? undefined
        : {
            id: createHash('sha256').update(sdl).digest('hex').slice(0, 12),
            apiSchema: buildSchema(sdl),
            supergraphSdl: sdl,
            subgraphs: ['local'],
          };
  }

  currentGeneration(): Generation | undefined {
    return this.#generation;
  }

  async prepare(input: {
    readonly document: DocumentNode;
    readonly operationName: string | undefined;
  }): Promise<PreparedOperation> {
    const generation = this.#generation;
    const operation = getOperationAST(input.document, input.operationName);
    if (generation === undefined || !operation) throw new GatewayError('NOT_READY');
    if (operation.operation === 'subscription')
      throw new GatewayError('OPERATION_NOT_SUPPORTED', { params: { what: 'subscription' } });
    this.prepared++;
    const { document } = input;
    return {
      generation,
      kind: operation.operation,
      operation,
      document,
      refusal: (identity) => this.#refusal(document, identity),
      execute: (variables, context) =>
        this.#execute(
          generation.apiSchema,
          { document, operation, kind: operation.operation as 'query' },
          variables,
          context,
        ),
    };
  }

  #refusal(document: DocumentNode, identity: Identity): GatewayError | undefined {
    const text = JSON.stringify(document);
    for (const [field, scope] of Object.entries(this.#options.access ?? {})) {
      if (text.includes(`"value":"${field}"`) && !identity.scopes.has(scope))
        return new GatewayError('FORBIDDEN', { params: { what: field } });
    }
    return undefined;
  }

  async #execute(
    schema: GraphQLSchema,
    prepared: Pick<PreparedOperation, 'document' | 'operation' | 'kind'>,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext,
  ): Promise<EngineAnswer> {
    const { document, operation } = prepared;
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (coerced.errors !== undefined)
      throw new GatewayError('BAD_USER_INPUT', { params: { reason: coerced.errors[0]?.message ?? '' } });
    this.executed++;
    const { rootValue } = this.#options;
    const result = await execute({
      schema,
      document,
      rootValue,
      contextValue: context,
      variableValues: variables,
      operationName: operation.name?.value ?? null,
    });
    const errors = result.errors?.map(({ path }) =>
      new GatewayError('SUBGRAPH_ERROR', { params: { subgraph: 'local' }, path: path ?? [] }).toFormatted(
        context.locale,
      ),
    );
    return {
      text: JSON.stringify({ data: result.data, ...(errors === undefined ? {} : { errors }) }),
      errorCodes: errors?.map(() => 'SUBGRAPH_ERROR') ?? [],
    };
  }
}

/** Nobody logged in. */
export const ANONYMOUS: Identity = { key: 'anonymous', scopes: new Set(), anonymous: true, claims: undefined };
