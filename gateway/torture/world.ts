import type { SubgraphSource } from '../compose.ts';
import type { MemoryResolvers } from './memory-subgraph.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize"])';
const items = Array.from({ length: 50 }, (_, index) => ({
  __typename: 'Item',
  id: String(index),
  name: `item ${index}`,
  price: index * 10,
}));

/** Subgraphs that never fail, by the path they are served at. */
export const WORLD: Readonly<Record<string, MemoryResolvers>> = {
  items: {
    'Query.hello': (_, { name }) => `hello ${name ?? 'world'}`,
    'Query.items': (_, { first = 10 }) => items.slice(0, Number(first)),
    'Query._entities': (_, { representations }) => entities(representations),
    'Item.related': ({ id }, { first = 3 }) =>
      Array.from({ length: Number(first) }, (_, index) => items[(Number(id) + index + 1) % items.length]),
  },
  prices: { 'Query._entities': (_, { representations }) => entities(representations) },
  steady: { 'Query.steady': () => 'steady' },
};

function entities(representations: unknown): unknown {
  return (representations as { readonly id: string }[]).map(({ id }) => items[Number(id)]);
}

export interface RemoteUrls {
  /** Under which those of `WORLD` are. */
  readonly steady: string;
  readonly shaky: string;
}

/** The subgraphs of the gateway under torture, all over HTTP. `extra` makes another generation. */
export function world({ steady, shaky }: RemoteUrls, extra: number): readonly SubgraphSource[] {
  return [
    {
      name: 'items',
      url: `${steady}items`,
      sdl: `${LINK}
        type Query {
          hello(name: String): String!
          items(first: Int = 10): [Item!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
          ${extra === 0 ? '' : `extra${extra}: Int`}
        }
        type Item @key(fields: "id") { id: ID! name: String! related(first: Int = 3): [Item!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) }`,
    },
    {
      name: 'prices',
      url: `${steady}prices`,
      sdl: `${LINK} type Item @key(fields: "id") { id: ID! price: Int! }`,
    },
    { name: 'steady', url: `${steady}steady`, sdl: `${LINK} type Query { steady: String! }` },
    { name: 'shaky', url: shaky, sdl: `${LINK} type Query { shaky: String }` },
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
