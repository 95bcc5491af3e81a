import type { QueryPlan } from '@graphql-hive/router-query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { type Requirement, Requirements, refusalFor } from '../access/requirements.ts';
import { GatewayError } from '../errors.ts';
import type { EngineAnswer, Identity, PreparedOperation, RequestContext, Turn } from '../types.ts';
import { engineAnswer } from './answer.ts';
import { arrange } from './arrange.ts';
import { clientErrors } from './client-errors.ts';
import { type ExpansionLimits, expandOperation, rootTypeOf, type Selection } from './expand.ts';
import type { LoadedGeneration } from './generation.ts';
import { answerIntrospection } from './introspect.ts';
import { type CompiledPlan, compilePlan } from './plan.ts';
import type { PlannerAnswer } from './planner-client.ts';
import type { Planner } from './planner-protocol.ts';
import { printForPlanner } from './print.ts';
import { compileProjector, type Projection, type Projector } from './project.ts';
import type { FetchRecord, Run } from './run.ts';
import { separateTypes } from './separate.ts';
import type { ErrorPolicy } from './subgraph-errors.ts';
import { violationErrors } from './violations.ts';

/** What operations need from the engine around them. */
export interface OperationHost {
  readonly limits: ExpansionLimits;
  readonly errors: ErrorPolicy;
  plan(generation: LoadedGeneration, text: string): Promise<PlannerAnswer>;
  /** Counts the execution and lets equal ones share it. */
  run(
    operation: Operation,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext,
    start: (context: RequestContext) => Promise<EngineAnswer>,
  ): Promise<EngineAnswer>;
  /** Told when an operation got another plan, so that the cache knows its weight in bytes. */
  grew(operation: Operation, bytes: number): void;
}

/** One operation with its `@skip`/`@include` variables decided: that, and nothing conditional, is what gets planned. */
export interface Variant {
  readonly selections: readonly Selection[];
  readonly text: string;
  readonly root: GraphQLObjectType;
  readonly plan: QueryPlan;
  readonly planner: Planner | 'none';
  readonly compiled: CompiledPlan;
  readonly project: Projector;
  readonly requirements: readonly Requirement[];
}

/** Values of condition variables differ per request; each combination seen has its own plan, the latest so many are kept. */
const MAX_VARIANTS = 32;

export class Operation implements PreparedOperation {
  readonly generation: LoadedGeneration;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly kind: 'query' | 'mutation';
  readonly #host: OperationHost;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #conditionNames: readonly string[];
  readonly #variants = new Map<string, Promise<Variant>>();
  readonly #always: readonly Requirement[];

  constructor(
    host: OperationHost,
    generation: LoadedGeneration,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ) {
    if (operation.operation === 'subscription')
      throw new GatewayError('OPERATION_NOT_SUPPORTED', { params: { what: 'subscription' } });
    this.#host = host;
    this.generation = generation;
    this.document = document;
    this.operation = operation;
    this.kind = operation.operation;
    this.#fragments = new Map(
      document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
    );
    this.#conditionNames = conditionVariables(document);
    this.#always = this.#requirementsOf(this.#expand({})).list;
  }

  /** Whether its plan depends on variables. */
  get isConditional(): boolean {
    return this.#conditionNames.length > 0;
  }

  refusal(identity: Identity): GatewayError | undefined {
    return refusalFor(this.#always, identity);
  }

  async execute(variables: Readonly<Record<string, unknown>>, context: RequestContext): Promise<EngineAnswer> {
    const coerced = this.coerce(variables);
    const variant = await this.variant(coerced, context.turn);
    const refusal = refusalFor(variant.requirements, context.identity);
    if (refusal !== undefined) throw refusal;
    return this.#host.run(this, variables, context, (shared) => this.run(variant, variables, coerced, shared));
  }

  /** Throws BAD_USER_INPUT. Returns the values with defaults filled in. */
  coerce(variables: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const definitions = this.operation.variableDefinitions ?? [];
    if (definitions.length === 0) return {};
    const { coerced, errors } = getVariableValues(this.generation.apiSchema, definitions, variables, { maxErrors: 5 });
    if (errors === undefined) return coerced;
    throw new GatewayError('BAD_USER_INPUT', { params: { reason: errors.map(({ message }) => message).join(' ') } });
  }

  /** The plan for these values of the condition variables, made when they are first seen: in steps, `turn` before each. */
  variant(coerced: Readonly<Record<string, unknown>>, turn?: Turn): Promise<Variant> {
    const bits = this.#conditionNames.map((name) => (coerced[name] === true ? '1' : '0')).join('');
    const known = this.#variants.get(bits);
    if (known !== undefined) return known;
    const conditions = Object.fromEntries(this.#conditionNames.map((name) => [name, coerced[name] === true]));
    const made = this.#plan(conditions, turn);
    this.#variants.set(bits, made);
    made.catch(() => this.#variants.delete(bits));
    for (const oldest of this.#variants.keys()) {
      if (this.#variants.size <= MAX_VARIANTS) break;
      this.#variants.delete(oldest);
    }
    return made;
  }

  /** Runs a plan; with `record`, tells about every fetch. */
  async run(
    variant: Variant,
    variables: Readonly<Record<string, unknown>>,
    coerced: Readonly<Record<string, unknown>>,
    context: RequestContext,
    record?: (fetch: FetchRecord) => void,
  ): Promise<EngineAnswer> {
    const turn = context.admission === undefined ? undefined : context.turn;
    const run: Run = { data: {}, shared: new Set(), errors: [], variables, context, record, turn };
    await variant.compiled.step(run);
    if (turn !== undefined) await turn();
    const projection: Projection = {
      violations: [],
      shared: run.shared,
      written: new Map(),
      introspection: answerIntrospection(this.generation.apiSchema, this.operation, variant.selections, coerced),
    };
    const data = variant.project(run.data, projection);
    const fetched = clientErrors(run, this.generation.apiSchema, variant.root, variant.selections);
    const errors = [...fetched, ...violationErrors(projection.violations, fetched, context.locale)];
    if (errors.length === 0) return engineAnswer(`{"data":${data}}`, []);
    return engineAnswer(`{"data":${data},"errors":${JSON.stringify(errors)}}`, errors.map(codeOf));
  }

  async #plan(conditions: Readonly<Record<string, boolean>>, turn: Turn | undefined): Promise<Variant> {
    const { generation } = this;
    const selections = this.#expand(conditions);
    const root = rootTypeOf(generation.apiSchema, this.operation);
    if (root === undefined) throw new GatewayError('OPERATION_NOT_SUPPORTED', { params: { what: this.kind } });
    const withTypename = (type: string): boolean => !generation.relations.interfaceObjects.has(type);
    const arrangement = arrange(selections, generation.relations);
    const { text, needsFetching } = printForPlanner(this.operation, selections, arrangement, withTypename);
    const answer = needsFetching ? await this.#host.plan(generation, text) : undefined;
    await turn?.();
    const planned: QueryPlan = answer === undefined ? { kind: 'QueryPlan' } : JSON.parse(answer.plan);
    const plan = separateTypes(planned, arrangement.keptOn, generation.relations);
    const compiled = compilePlan(plan, this.kind, {
      relations: generation.relations,
      transport: (subgraph) => generation.transport(subgraph),
      errors: this.#host.errors,
    });
    await turn?.();
    const requirements = this.#requirementsOf(selections);
    for (const fetch of compiled.fetches) requirements.addFetch(fetch);
    this.#host.grew(this, text.length + (answer?.plan.length ?? 0) * BYTES_PER_PLAN_CHARACTER);
    return {
      selections,
      text,
      root,
      plan,
      planner: answer?.planner ?? 'none',
      compiled,
      project: compileProjector(generation.apiSchema, root, selections),
      requirements: requirements.list,
    };
  }

  #expand(conditions: Readonly<Record<string, boolean>>): readonly Selection[] {
    return expandOperation({
      schema: this.generation.apiSchema,
      operation: this.operation,
      fragments: this.#fragments,
      conditions,
      limits: this.#host.limits,
    });
  }

  #requirementsOf(selections: readonly Selection[]): Requirements {
    const requirements = new Requirements(this.generation.rules, this.generation.fullSchema);
    requirements.addOperation(this.kind, selections);
    return requirements;
  }
}

/** Measured: closures, selections and parsed plan of one operation against the length of its plan's JSON. */
const BYTES_PER_PLAN_CHARACTER = 12;

function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      const value = node.arguments?.[0]?.value;
      const isCondition = node.name.value === 'skip' || node.name.value === 'include';
      if (isCondition && value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

function codeOf(error: GraphQLFormattedError): string {
  const code = error.extensions?.code;
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}
