import type { PlanNode, RequiresSelection } from '@graphql-hive/router-query-planner';
import { describe, expect, it } from 'vitest';
import { refuseIncomplete } from './complete.ts';

const products: PlanNode = { kind: 'Fetch', serviceName: 'shop', operation: '{products{__typename id box{size}}}' };

function lookup(asked: string, ...needed: string[]): PlanNode {
  const selections: RequiresSelection[] = ['__typename', ...needed].map((name) => ({ kind: 'Field', name }));
  return {
    kind: 'Flatten',
    path: [{ Field: 'products' }, '@'],
    node: {
      kind: 'Fetch',
      serviceName: 'stock',
      operation: `query($representations:[_Any!]!){_entities(representations:$representations){...on Product{${asked}}}}`,
      requires: [{ kind: 'InlineFragment', typeCondition: 'Product', selections }],
    },
  };
}

function check(...nodes: PlanNode[]): () => void {
  return () => refuseIncomplete({ kind: 'QueryPlan', node: { kind: 'Sequence', nodes } });
}

describe('a plan', () => {
  it('is complete when everything that a lookup sends was fetched before', () => {
    expect(check(products, lookup('weight', 'id'), lookup('fee', 'id', 'weight'))).not.toThrow();
  });

  it('is refused when a lookup comes before, or beside, what it needs', () => {
    const message = '/products/weight is required, but not fetched before';
    expect(check(products, lookup('fee', 'id', 'weight'), lookup('weight', 'id'))).toThrow(message);
    const beside: PlanNode = { kind: 'Parallel', nodes: [lookup('weight', 'id'), lookup('fee', 'id', 'weight')] };
    expect(check(products, beside)).toThrow(message);
    expect(check(products, { ...beside, nodes: [lookup('weight', 'id')] }, lookup('fee', 'weight'))).not.toThrow();
  });

  it('is refused when an object was fetched without the field that is needed of it', () => {
    const box: RequiresSelection = { kind: 'Field', name: 'box', selections: [{ kind: 'Field', name: 'height' }] };
    const node: PlanNode = { kind: 'Fetch', serviceName: 'stock', operation: '{_entities{fee}}', requires: [box] };
    const flat: PlanNode = { kind: 'Flatten', path: [{ Field: 'products' }, '@'], node };
    expect(check(products, flat)).toThrow('/products/box/height');
  });

  it('may need what a rewrite gives another name', () => {
    const outputRewrites = [{ KeyRenamer: { path: [{ Key: 'id' }], renameKeyTo: 'code' } }];
    expect(check({ ...products, outputRewrites }, lookup('fee', 'code'))).not.toThrow();
  });
});
