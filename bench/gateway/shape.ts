/** The shape of The Guild's gateway benchmark: its four subgraphs, data of the same size, its query. */

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@provides", "@shareable"])\n';

const SDL = {
  accounts: /* GraphQL */ `
    type Query { me: User user(id: ID!): User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }
  `,
  inventory: /* GraphQL */ `
    type Product @key(fields: "upc") {
      upc: String!
      weight: Int @external
      price: Int @external
      inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }
  `,
  products: /* GraphQL */ `
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }
  `,
  reviews: /* GraphQL */ `
    type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
    type User @key(fields: "id") { id: ID! username: String @external numberOfReviews: Int reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }
  `,
} as const;

export type SubgraphName = keyof typeof SDL;
export const SUBGRAPHS = Object.keys(SDL) as SubgraphName[];

export function federated(name: SubgraphName): string {
  return LINK + SDL[name];
}

/** Federation 1, for Mercurius: no link, `extend` where another subgraph owns the type. */
export function firstFederation(name: SubgraphName): string {
  const owner: Readonly<Record<string, SubgraphName>> = { User: 'accounts', Product: 'products', Review: 'reviews' };
  return SDL[name]
    .replaceAll(' @shareable', '')
    .replace('type Query', 'extend type Query')
    .replace(/type (User|Product|Review)( @key\(fields: "(\w+)"\))/g, (whole, type: string) =>
      owner[type] === name ? whole : `extend ${whole}`,
    )
    .replace(/(extend type User[^}]*?)id: ID!/, '$1id: ID! @external')
    .replace(/(extend type Product[^}]*?)upc: String!/, '$1upc: String! @external');
}

interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly birthday: number;
}
interface Product {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
}
interface Review {
  readonly id: string;
  readonly body: string;
  readonly product: string;
  readonly author: string;
}

const FIRST_NAMES = ['Uri', 'Dotan', 'Kamil', 'Laurin', 'Arda', 'Denis'];
const PRODUCT_NAMES = ['Table', 'Couch', 'Glass', 'Chair', 'TV', 'Lamp', 'Grill', 'Fridge', 'Sofa'];

/** Lists `scale` times as long; every entity's own links stay as they are, so that work grows with the entities and not with their square. */
export function dataOf(scale: number): { users: User[]; products: Product[]; reviews: Review[] } {
  const users: User[] = [];
  const products: Product[] = [];
  const reviews: Review[] = [];
  for (let copy = 0; copy < scale; copy += 1) {
    FIRST_NAMES.forEach((first, index) => {
      const id = `${copy * FIRST_NAMES.length + index + 1}`;
      users.push({
        id,
        name: `${first} of house ${copy}`,
        username: `${first.toLowerCase()}${id}`,
        birthday: 1990 + index,
      });
    });
    PRODUCT_NAMES.forEach((name, index) => {
      const upc = `${copy * PRODUCT_NAMES.length + index + 1}`;
      products.push({ upc, name: `${name} ${upc}`, price: 100 + index * 111, weight: 10 + index * 97 });
    });
    for (let index = 0; index < 11; index += 1) {
      reviews.push({
        id: `${copy * 11 + index + 1}`,
        body: `Review ${index} of the thing: it does what it says, and "more" than that.`,
        product: `${copy * PRODUCT_NAMES.length + (index % 4) + 1}`,
        author: `${copy * FIRST_NAMES.length + (index % 2) + 1}`,
      });
    }
  }
  return { users, products, reviews };
}

type Resolvers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export function resolversOf(scale: number): Readonly<Record<SubgraphName, Resolvers>> {
  const { users, products, reviews } = dataOf(scale);
  const byUpc = new Map(products.map((product) => [product.upc, product]));
  const byId = new Map(users.map((user) => [user.id, user]));
  return {
    accounts: {
      Query: { me: () => users[0], user: (_: unknown, { id }: { id: string }) => byId.get(id), users: () => users },
      User: { __resolveReference: ({ id }: User) => byId.get(id) },
    },
    inventory: {
      Product: {
        __resolveReference: (product: Product) => product,
        inStock: ({ upc }: Product) => Number(upc) % 3 !== 0,
        shippingEstimate: ({ price, weight }: Product) => (price > 1000 ? 0 : Math.round(weight * 0.5)),
      },
    },
    products: {
      Query: { topProducts: (_: unknown, { first }: { first: number }) => products.slice(0, first * scale) },
      Product: { __resolveReference: ({ upc }: Product) => byUpc.get(upc) },
    },
    reviews: {
      Review: {
        author: ({ author }: Review) => byId.get(author),
        product: ({ product }: Review) => ({ upc: product }),
      },
      User: {
        __resolveReference: ({ id }: User) => byId.get(id),
        reviews: ({ id }: User) => reviews.filter(({ author }) => author === id),
        numberOfReviews: ({ id }: User) => reviews.filter(({ author }) => author === id).length,
      },
      Product: { reviews: ({ upc }: Product) => reviews.filter(({ product }) => product === upc) },
    },
  };
}

export const BIG_QUERY = /* GraphQL */ `
  fragment User on User { id username name }
  fragment Review on Review { id body }
  fragment Product on Product { inStock name price shippingEstimate upc weight }
  query TestQuery {
    users {
      ...User
      reviews { ...Review product { ...Product reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } } } }
    }
    topProducts {
      ...Product
      reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
    }
  }
`;

export const TINY_QUERY = 'query Tiny { me { id username name } }';
