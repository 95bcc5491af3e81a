import type { BatchFetchNode, FetchNode, FlattenNodePathSegment, PlanNode } from '@graphql-hive/router-query-planner';
import { parse, print } from 'graphql';
import { refusalFor } from '../access/requirements.ts';
import type { RequestContext } from '../types.ts';
import type { Operation, Variant } from './prepared.ts';
import type { FetchRecord } from './run.ts';

export interface InspectInput {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  /** As the limits estimate it; shown when given. */
  readonly cost?: number;
  /** Run it and show the time of each fetch. A mutation is never run. */
  readonly execute: boolean;
}

/**
 * Explains to a person what the gateway does for one operation: who may, what it costs, which fetches in which order, what each is
 * given and asked, and how long each took. What `mudan gateway --inspect-plan` prints. What the caller may not do is planned, but not run.
 */
export async function inspectPlan({ operation, variables, context, cost, execute }: InspectInput): Promise<string> {
  const coerced = operation.coerce(variables);
  const variant = await operation.variant(coerced);
  const records = new Map<number, FetchRecord[]>();
  const lines = [...headline(operation, variant, cost), ''];
  const refusal = refusalFor(variant.requirements, context.identity);
  let outcome = refusal === undefined ? 'not run' : `not run: ${refusal.message}`;
  const started = performance.now();
  if (execute && refusal === undefined && operation.kind === 'query') {
    const answer = await operation.run(variant, variables, coerced, context, (record) => {
      records.set(record.node, [...(records.get(record.node) ?? []), record]);
    });
    const took = (performance.now() - started).toFixed(1);
    const errors = answer.errorCodes.length === 0 ? 'no errors' : `errors: ${answer.errorCodes.join(', ')}`;
    outcome = `${took} ms in all, ${answer.text.length} characters, ${errors}`;
  }
  if (variant.plan.node === undefined) lines.push('Nothing to fetch: answered from the schema.');
  else lines.push(...describe(variant.plan.node, { records, started, next: 0 }, ''));
  return [...lines, '', outcome].join('\n');
}

function headline(operation: Operation, variant: Variant, cost: number | undefined): string[] {
  const name = operation.operation.name?.value ?? '(unnamed)';
  const needs = variant.requirements.map(
    ({ coordinate, anyOf }) => `${coordinate} needs ${anyOf.join(' or ') || 'a rule of its owner'}`,
  );
  return [
    `${operation.kind} ${name} on supergraph ${operation.generation.id}`,
    `planned by: ${variant.planner}`,
    `access: ${needs.length === 0 ? 'open to everybody' : needs.join('; ')}`,
    ...(cost === undefined ? [] : [`cost: ${cost}`]),
  ];
}

interface Describing {
  readonly records: ReadonlyMap<number, readonly FetchRecord[]>;
  readonly started: number;
  /** Index of the next fetch, as the compiler counts them. */
  next: number;
}

function describe(node: PlanNode, state: Describing, indent: string): string[] {
  const deeper = `${indent}  `;
  switch (node.kind) {
    case 'Sequence':
      return [`${indent}one after the other:`, ...node.nodes.flatMap((child) => describe(child, state, deeper))];
    case 'Parallel':
      return [`${indent}at the same time:`, ...node.nodes.flatMap((child) => describe(child, state, deeper))];
    case 'Flatten':
      return [`${indent}for every object at ${pathText(node.path)}:`, ...describe(node.node, state, deeper)];
    case 'Fetch':
      return describeFetch(node, state, indent);
    case 'BatchFetch': {
      const places = node.entityBatch.aliases.map(
        ({ alias, paths }) => `${indent}  ${alias}: objects at ${paths.map(pathText).join(' and ')}`,
      );
      return [...describeFetch(node, state, indent), ...places];
    }
    default:
      return [`${indent}${node.kind}`];
  }
}

function describeFetch(node: FetchNode | BatchFetchNode, state: Describing, indent: string): string[] {
  const index = state.next;
  state.next += 1;
  const measured = (state.records.get(index) ?? []).map(({ startMs, endMs, entities, errors }) => {
    const what = entities === 0 ? '' : `, ${entities} distinct entities`;
    const failed = errors === 0 ? '' : `, ${errors} errors`;
    return ` [began at ${(startMs - state.started).toFixed(1)} ms, took ${(endMs - startMs).toFixed(1)} ms${what}${failed}]`;
  });
  const body = print(parse(node.operation))
    .split('\n')
    .map((line) => `${indent}  | ${line}`);
  return [`${indent}#${index + 1} ask ${node.serviceName}${measured.join('')}`, ...body];
}

function pathText(path: readonly FlattenNodePathSegment[]): string {
  return path
    .map((segment) => {
      if (segment === '@') return '[]';
      return 'Field' in segment ? `.${segment.Field}` : `(if ${segment.TypeCondition.join(' or ')})`;
    })
    .join('')
    .replace(/^\./, '');
}
