import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { QueryPlan } from '@graphql-hive/router-query-planner';
import { parse } from 'graphql';
import { refuseIncomplete } from './complete.ts';
import { type Demands, refuseMixedArguments } from './demands.ts';

/**
 * Apollo's planner for one supergraph, as a function from document text to a plan in the native planner's form. The fallback of the
 * planner process: slow to load (the query graph is built here) and slower to plan.
 */
export function apolloPlanner(supergraphSdl: string, demands: Demands): (text: string) => string {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const planner = new QueryPlanner(supergraph);
  const schema = supergraph.apiSchema();
  return (text) => {
    const operation = operationFromDocument(schema, parse(text), { validate: false });
    const plan = toNativeForm(planner.buildQueryPlan(operation)) as QueryPlan;
    refuseMixedArguments(plan, demands);
    refuseIncomplete(plan);
    return JSON.stringify(plan);
  };
}

/**
 * The two planners differ in how they write paths: `"@"`, `"name"`, `"... on T"` against `"@"`, `{Field}`, `{TypeCondition}` and
 * `{Key}`, `{TypenameEquals}`; and in what an alias under `requires` means.
 */
function toNativeForm(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toNativeForm);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => [key, toNativeForm(value)]);
  const converted: Record<string, unknown> = Object.fromEntries(entries);
  const { kind, path } = converted;
  if (kind === 'Flatten' && Array.isArray(path)) return { ...converted, path: path.map(flattenSegment) };
  if (kind === 'ValueSetter' && Array.isArray(path)) {
    return { ValueSetter: { path: path.map(rewriteSegment), setValueTo: converted.setValueTo } };
  }
  if (kind === 'KeyRenamer' && Array.isArray(path)) {
    return { KeyRenamer: { path: path.map(rewriteSegment), renameKeyTo: converted.renameKeyTo } };
  }
  if (kind === 'Field' && typeof converted.alias === 'string') {
    const { alias, ...field } = converted;
    return { ...field, name: alias };
  }
  return converted;
}

function flattenSegment(segment: unknown): unknown {
  return segment === '@' ? '@' : { Field: segment };
}

function rewriteSegment(segment: unknown): unknown {
  const text = String(segment);
  return text.startsWith('... on ') ? { TypenameEquals: [text.slice('... on '.length)] } : { Key: text };
}
