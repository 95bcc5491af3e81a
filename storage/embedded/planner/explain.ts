import type { BSON } from 'bson';
import type { PreparedQuery, Query } from '../commands/query.ts';
import type { IndexScan } from './index-scan.ts';
import type { Plan } from './plan.ts';

/** A plan in the form of MongoDB's `winningPlan`: stages from the last to the first. */
export function describePlan({ plan, sort }: PreparedQuery, query: Query): BSON.Document {
  let stage = reading(plan, query.filter);
  if (sort && !plan.sorted) stage = { stage: 'SORT', sortPattern: query.sort, memLimit: 104857600, inputStage: stage };
  if (query.skip) stage = { stage: 'SKIP', skipAmount: query.skip, inputStage: stage };
  if (query.limit) stage = { stage: 'LIMIT', limitAmount: query.limit, inputStage: stage };
  return stage;
}

function reading(plan: Plan, filter: BSON.Document): BSON.Document {
  switch (plan.kind) {
    case 'collection':
      return { stage: 'COLLSCAN', filter, direction: plan.backward ? 'backward' : 'forward' };
    case 'index':
      return { stage: 'FETCH', ...(plan.exact ? {} : { filter }), inputStage: scanning(plan) };
    case 'union':
      return { stage: 'FETCH', filter, inputStage: { stage: 'OR', inputStages: plan.branches.map(scanning) } };
  }
}

function scanning({ index, bounds, backward, ranges }: IndexScan): BSON.Document {
  const { spec } = index;
  return {
    stage: 'IXSCAN',
    keyPattern: spec.document.key,
    indexName: spec.name,
    isMultiKey: index.multikey !== 0,
    isUnique: spec.unique,
    isSparse: spec.sparse,
    isPartial: spec.partial !== undefined,
    direction: backward ? 'backward' : 'forward',
    indexBounds: Object.fromEntries(spec.fields.map((field, i) => [field.name, bounded(bounds[i])])),
    ranges: ranges.length,
  };
}

function bounded(intervals: readonly { readonly point: boolean }[] | undefined): string[] {
  if (intervals === undefined) return ['[MinKey, MaxKey]'];
  return intervals.map((interval) => (interval.point ? 'equal' : 'range'));
}
