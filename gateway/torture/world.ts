import type { StackSubgraph } from '../testing-stack.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize"])';
const items = Array.from({ length: 50 }, (_, index) => ({
  id: String(index),
  name: `item ${index}`,
  price: index * 10,
}));

export interface RemoteUrls {
  readonly steady: string;
  readonly shaky: string;
}

/** The subgraphs of the gateway under torture: two in its process, one steady and one shaky one over HTTP. `extra` makes another generation. */
export function world({ steady, shaky }: RemoteUrls, extra: number): readonly StackSubgraph[] {
  return [
    {
      name: 'items',
      sdl: `${LINK}
        type Query {
          hello(name: String): String!
          items(first: Int = 10): [Item!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
          ${extra === 0 ? '' : `extra${extra}: Int`}
        }
        type Item @key(fields: "id") { id: ID! name: String! related(first: Int = 3): [Item!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) }`,
      resolvers: {
        Query: {
          hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'world'}`,
          items: (_: unknown, { first }: { first: number }) => items.slice(0, first),
        },
        Item: {
          __resolveReference: ({ id }: { id: string }) => items[Number(id)],
          related: ({ id }: { id: string }, { first }: { first: number }) =>
            Array.from({ length: first }, (_, index) => items[(Number(id) + index + 1) % items.length]),
        },
      },
    },
    {
      name: 'prices',
      sdl: `${LINK} type Item @key(fields: "id") { id: ID! price: Int! }`,
      resolvers: { Item: { __resolveReference: ({ id }: { id: string }) => items[Number(id)] } },
    },
    { name: 'steady', sdl: `${LINK} type Query { steady: String! }`, url: steady },
    { name: 'shaky', sdl: `${LINK} type Query { shaky: String }`, url: shaky },
  ];
}

/** What ordinary clients ask all the time, with the answers they must get. */
export const ORDINARY: readonly {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly data: unknown;
}[] = [
  { query: '{ hello }', data: { hello: 'hello world' } },
  {
    query: 'query($name: String) { hello(name: $name) }',
    variables: { name: '牡丹江' },
    data: { hello: 'hello 牡丹江' },
  },
  {
    query: '{ items(first: 3) { id name } }',
    data: { items: items.slice(0, 3).map(({ id, name }) => ({ id, name })) },
  },
  {
    query: '{ items(first: 20) { id price } }',
    data: { items: items.slice(0, 20).map(({ id, price }) => ({ id, price })) },
  },
  {
    query: '{ items(first: 5) { name related(first: 2) { id price } } }',
    data: {
      items: items.slice(0, 5).map(({ id, name }) => ({
        name,
        related: [1, 2].map((step) => items[Number(id) + step]).map((item) => ({ id: item?.id, price: item?.price })),
      })),
    },
  },
  { query: '{ steady hello }', data: { steady: 'steady', hello: 'hello world' } },
];
