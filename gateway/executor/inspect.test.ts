import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { inspectDocument } from '../inspect-document.ts';
import { inspectPlan } from './inspect.ts';
import { startGateway, testContext, testIdentity } from './test-gateway.ts';

it('explains a document, or says what is wrong with it', async () => {
  const gateway = await startGateway({ one: { sdl: 'type Query { a: Int }', resolvers: { Query: { a: () => 1 } } } });
  try {
    const inspect = (source: string) => inspectDocument({ gateway, source, identity: testIdentity() });
    expect(await inspect('{ a }')).toContain('#1 ask one');
    await expect(inspect('{ a')).rejects.toMatchObject({ code: 'GRAPHQL_PARSE_FAILED' });
    await expect(inspect('{ b }')).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  } finally {
    await gateway.stop();
  }
});

it('explains a plan to a person', async () => {
  const gateway = await startGateway({
    shop: {
      sdl: 'type Query { products: [Product!]! } type Product @key(fields: "id") { id: ID! name: String @access(anyOf: ["user"]) } type Mutation { sell: Int @access(anyOf: ["seller"]) }',
      resolvers: { Query: { products: () => [{ id: '1' }, { id: '2' }, { id: '1' }] }, Product: { name: () => 'n' } },
    },
    stock: {
      sdl: 'type Product @key(fields: "id") { id: ID! left: Int }',
      resolvers: { Product: { __resolveReference: (product: object) => product, left: () => 3 } },
    },
  });
  try {
    const inspect = async (source: string): Promise<string> => {
      const operation = await gateway.prepare({ source, document: parse(source), operationName: undefined });
      return inspectPlan({ operation, variables: {}, context: testContext(), cost: 7, execute: true });
    };
    const text = await inspect('query Left { products { name left } }');
    expect(text).toContain('query Left on supergraph');
    expect(text).toContain('planned by: native');
    expect(text).toContain('Product.name needs user');
    expect(text).toContain('cost: 7');
    expect(text).toContain('for every object at products[]:');
    expect(text).toMatch(/#1 ask shop \[began at .* ms, took .* ms\]/);
    expect(text).toMatch(/#2 ask stock \[began at .* ms, took .* ms, 2 distinct entities\]/);
    expect(text).toContain('no errors');
    expect(await inspect('mutation { sell }')).toMatch(/not run: You may not use Mutation.sell/);
    expect(await inspect('{ __typename }')).toContain('answered from the schema');
  } finally {
    await gateway.stop();
  }
});
