import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlatformGateway } from '../platform-gateway.ts';
import type { SubgraphTransport } from '../types.ts';
import { ask, parsed, startGateway, type TestSubgraph, testContext } from './test-gateway.ts';

const journal: string[] = [];
const note = (what: string) => () => {
  journal.push(what);
  return { id: '1' };
};

const shop: TestSubgraph = {
  sdl: /* GraphQL */ `
    type Query { product: Product products: [Product!]! node: Node any: [Any!] cell: Cell broken: Product either: Either }
    union Either = Refused | Maker
    type Refused { why: String! }
    type Mutation @access(anyOf: ["public"]) { first: Product third: Product }
    interface Node { id: ID! }
    union Any = Product | Maker
    interface Cell { value: Int near: Cell }
    type Plain implements Cell { value: Int near: Plain }
    type Rich implements Cell { value: Int! near: Cell }
    type Product implements Node @key(fields: "id") { id: ID! name: String! maker: Maker weight(unit: String!): Int maybe: String }
    type Maker implements Node @key(fields: "id") { id: ID! title: String! }
  `,
  resolvers: {
    Query: {
      product: () => ({ id: '1' }),
      products: () => ['1', '2', '1'].map((id) => ({ id })),
      node: () => ({ __typename: 'Maker', id: '7' }),
      any: () => [
        { __typename: 'Product', id: '1' },
        { __typename: 'Maker', id: '7' },
      ],
      cell: () => ({ __typename: 'Rich', value: 1, near: { __typename: 'Rich', value: 2 } }),
      broken: () => ({ id: 'broken' }),
      either: () => ({ __typename: 'Refused', why: null }),
    },
    Mutation: { first: note('first'), third: note('third') },
    Product: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      name: ({ id }: { id: string }) => {
        if (id === 'broken') throw new Error('secret: /etc/passwd');
        return `product ${id}`;
      },
      maker: () => ({ id: '7' }),
      weight: (_: unknown, { unit }: { unit: string }) => (unit === 'kg' ? 2 : 2000),
    },
    Maker: { title: () => 'maker' },
  },
};

let stockCalls = 0;
const stock: TestSubgraph = {
  sdl: /* GraphQL */ `
    type Mutation @access(anyOf: ["public"]) { second: Product }
    type Product @key(fields: "id") {
      id: ID!
      weight(unit: String!): Int @external
      perKg: String @requires(fields: "weight(unit: \\"kg\\")")
      perG: String @requires(fields: "weight(unit: \\"g\\")")
      inStock: Int!
      lots: [Lot!]!
    }
    type Lot { number: Int! }
  `,
  resolvers: {
    Mutation: { second: note('second') },
    Product: {
      __resolveReference: (reference: object) => {
        stockCalls += 1;
        return reference;
      },
      perKg: ({ weight }: { weight: number }) => `kg ${weight}`,
      perG: ({ weight }: { weight: number }) => `g ${weight}`,
      inStock: ({ id }: { id: string }) => (id === '2' ? null : 5),
      lots: ({ id }: { id: string }) => [{ number: 1 }, id === '2' ? null : { number: 2 }],
    },
  },
};

describe('executing', () => {
  let gateway: PlatformGateway;
  beforeAll(async () => {
    gateway = await startGateway({ shop, stock });
  });
  afterAll(() => gateway.stop());

  it.each<[string, string, unknown]>([
    ['aliases', '{ a: product { b: name name } }', { a: { b: 'product 1', name: 'product 1' } }],
    [
      '__typename everywhere',
      '{ t: __typename product { __typename maker { x: __typename } } }',
      { t: 'Query', product: { __typename: 'Product', maker: { x: 'Maker' } } },
    ],
    ['an interface without asking its type', '{ node { id } }', { node: { id: '7' } }],
    [
      'a union',
      '{ any { ... on Product { name } ... on Maker { title } ... on Node { id } } }',
      {
        any: [
          { name: 'product 1', id: '1' },
          { title: 'maker', id: '7' },
        ],
      },
    ],
    [
      'arguments under @requires',
      '{ product { perKg perG weight(unit: "g") } }',
      { product: { perKg: 'kg 2', perG: 'g 2000', weight: 2000 } },
    ],
    [
      'arguments under @requires that have another key at each place',
      '{ products { perKg perG } product { perG } }',
      { products: [1, 2, 1].map(() => ({ perKg: 'kg 2', perG: 'g 2000' })), product: { perG: 'g 2000' } },
    ],
    [
      'fields that may be null on one type and not on another',
      '{ cell { ... on Plain { near { value } } near { ... on Rich { ... on Cell { value } } } } }',
      { cell: { near: { value: 2 } } },
    ],
    ['an object of which everything is skipped', '{ product { name @skip(if: true) } }', { product: {} }],
    [
      'introspection beside data',
      '{ __type(name: "Lot") { name kind } product { id } }',
      { __type: { name: 'Lot', kind: 'OBJECT' }, product: { id: '1' } },
    ],
    ['introspection alone', '{ __schema { queryType { name } } }', { __schema: { queryType: { name: 'Query' } } }],
  ])('answers %s', async (_what, source, data) => {
    expect(await ask(gateway, source)).toEqual({ data });
  });

  it('plans each combination of @skip and @include variables by itself', async () => {
    const source =
      'query ($a: Boolean!, $b: Boolean = false) { product { id @skip(if: $a) lots @include(if: $b) { number } } }';
    expect(await ask(gateway, source, { a: true })).toEqual({ data: { product: {} } });
    expect(await ask(gateway, source, { a: false, b: true })).toEqual({
      data: { product: { id: '1', lots: [{ number: 1 }, { number: 2 }] } },
    });
  });

  it('asks for an entity once, however often it appears', async () => {
    stockCalls = 0;
    const { data } = await ask(gateway, '{ products { id perKg } }');
    expect(data).toEqual({ products: ['1', '2', '1'].map((id) => ({ id, perKg: 'kg 2' })) });
    expect(stockCalls).toBe(2);
  });

  it('lets null climb over the border of a subgraph, with one error at the place', async () => {
    expect(await ask(gateway, '{ product { lots { number } } }')).toEqual({
      data: { product: { lots: [{ number: 1 }, { number: 2 }] } },
    });
    const { data, errors } = await ask(gateway, '{ products { id lots { number } } }');
    expect(data).toBeNull();
    expect(errors?.map(({ path }) => path)).toEqual([['products', 1, 'lots', 1]]);
  });

  it('masks what a subgraph says', async () => {
    const { data, errors } = await ask(gateway, '{ broken { id name } product { id } }');
    expect(data).toEqual({ broken: null, product: { id: '1' } });
    expect(errors).toEqual([
      {
        message: expect.any(String),
        path: ['broken', 'name'],
        extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'shop' },
      },
    ]);
    expect(JSON.stringify(errors)).not.toContain('secret');
  });

  it('tells of an error below a union that became null', async () => {
    const { data, errors } = await ask(gateway, '{ either { ... on Refused { why } ... on Maker { title } } }');
    expect(data).toEqual({ either: null });
    expect(errors?.map(({ path }) => path)).toEqual([['either', 'why']]);
  });

  it('runs mutations one after the other, over subgraphs', async () => {
    journal.length = 0;
    const { errors } = await ask(gateway, 'mutation { first { perKg } second { name } third { lots { number } } }');
    expect(errors).toBeUndefined();
    expect(journal).toEqual(['first', 'second', 'third']);
  });

  it.each([
    [
      'a variable that does not fit',
      'query ($u: String!) { product { weight(unit: $u) } }',
      { u: 5 },
      'BAD_USER_INPUT',
    ],
    ['a missing variable', 'query ($u: String!) { product { weight(unit: $u) } }', {}, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_what, source, variables, code) => {
    await expect(ask(gateway, source, variables)).rejects.toMatchObject({ code });
  });

  it('refuses subscriptions, and @defer before it gets here', async () => {
    await expect(ask(gateway, 'subscription { product { id } }')).rejects.toMatchObject({
      code: 'OPERATION_NOT_SUPPORTED',
    });
    const schema = gateway.currentGeneration()?.apiSchema;
    const problems = schema === undefined ? [] : validate(schema, parse('{ product { ... @defer { id } } }'));
    expect(problems.map(({ message }) => message)).toEqual(['Unknown directive "@defer".']);
  });

  it('refuses an expanded document that is too large, before planning it', async () => {
    const bomb = ['query { ...F0 }'];
    for (let level = 0; level < 20; level += 1)
      bomb.push(`fragment F${level} on Query { ...F${level + 1} ...F${level + 1} }`);
    bomb.push('fragment F20 on Query { product { id } }');
    await expect(ask(gateway, bomb.join('\n'))).rejects.toMatchObject({ code: 'LIMIT_SELECTIONS' });
    const chain = ['query { ...F0 }'];
    for (let level = 0; level < 5_000; level += 1) chain.push(`fragment F${level} on Query { ...F${level + 1} }`);
    chain.push('fragment F5000 on Query { product { id } }');
    await expect(ask(gateway, chain.join('\n'))).rejects.toMatchObject({ code: 'LIMIT_DEPTH' });
  });

  it('does not confuse keys of Object.prototype with data', async () => {
    expect(await ask(gateway, '{ product { toString: maybe constructor: id } }')).toEqual({
      data: { product: { toString: null, constructor: '1' } },
    });
  });

  it('shares one execution between equal queries of one identity, and none after a mutation', async () => {
    const source = 'query Twice { product { inStock } }';
    const operation = await gateway.prepare({ source, document: parse(source), operationName: undefined });
    stockCalls = 0;
    await Promise.all([operation.execute({}, testContext()), operation.execute({}, testContext())]);
    expect(stockCalls).toBe(1);
    await Promise.all([
      operation.execute({}, testContext()),
      ask(gateway, 'mutation { first { id } }').then(() => operation.execute({}, testContext())),
    ]);
    expect(stockCalls).toBeGreaterThanOrEqual(2);
  });
});

describe('a subgraph that fails', () => {
  const failing: SubgraphTransport = {
    execute: () => Promise.reject(new Error('http://10.0.0.1/secret')),
    close: async () => {},
  };
  it('leaves the rest of the answer', async () => {
    const gateway = await startGateway({ shop, stock });
    const working = gateway.currentGeneration();
    expect(working?.subgraphs).toEqual(['shop', 'stock']);
    await gateway.stop();
    const half = await startGateway(
      { shop, stock },
      { transports: ({ name }) => (name === 'stock' ? failing : answering) },
    );
    try {
      const { data, errors } = await ask(half, '{ product { name perKg } }');
      expect(data).toEqual({ product: { name: 'n', perKg: null } });
      expect(errors).toEqual([
        {
          message: expect.any(String),
          path: ['product'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'stock' },
        },
      ]);
      expect(JSON.stringify(errors)).not.toContain('10.0.0.1');
    } finally {
      await half.stop();
    }
  });
  const answering: SubgraphTransport = {
    execute: async () => ({ data: { product: { __typename: 'Product', id: '1', name: 'n', weight: 2 } } }),
    close: async () => {},
  };
});

describe('another supergraph', () => {
  it('takes over between requests, and a bad one changes nothing', async () => {
    const gateway = await startGateway({ shop, stock }, { retireAfterMs: 10 });
    try {
      const source = '{ product { name } }';
      const old = await gateway.prepare({ source, document: parse(source), operationName: undefined });
      const before = gateway.currentGeneration();
      await expect(gateway.hotSwap({ supergraphSdl: 'type Query { nothing: Int }', services: [] })).rejects.toThrow();
      expect(gateway.currentGeneration()).toBe(before);
      const changed = `${before?.supergraphSdl ?? ''}\n# changed\n`;
      const after = await gateway.hotSwap({ supergraphSdl: changed, services: [] });
      expect(after.id).not.toBe(before?.id);
      expect(parsed(await old.execute({}, testContext()))).toEqual({ data: { product: { name: 'product 1' } } });
      expect(await ask(gateway, source)).toEqual({ data: { product: { name: 'product 1' } } });
    } finally {
      await gateway.stop();
    }
  });
});

it('keeps a prepared operation at once when its document is short, from the second time on when it is long', async () => {
  const gateway = await startGateway({ shop, stock });
  const long = `{ product { name } } #${'x'.repeat(2_000)}`;
  const kept: number[] = [];
  try {
    for (const source of ['{ product { name } }', long, long, long]) {
      expect(await ask(gateway, source)).toEqual({ data: { product: { name: 'product 1' } } });
      kept.push(gateway.stats().operations);
    }
  } finally {
    await gateway.stop();
  }
  expect(kept).toEqual([1, 1, 2, 2]);
});
