import { defineSupergraph } from '../define.ts';

/** Unions and interfaces that differ per subgraph, narrower types in implementations, lists of lists, non-null chains. */
export const abstract = defineSupergraph('abstract', {
  one: /* GraphQL */ `
    type Query { feed(first: Int = 3): [Entry] pinned: Entry @shareable grid: [[Cell!]] chain: Link! owners: [Owner!] }
    union Entry = Post | Photo
    interface Owner { id: ID! label: String posts: [Post] }
    interface Cell { value: Int near: Cell }
    type Plain implements Cell { value: Int near: Plain }
    type Rich implements Cell { value: Int! near: Cell color: Color! }
    type Color { red: Int! green: Int! blue: Int! name: String }
    type Post @key(fields: "id") { id: ID! text: String owner: Owner likes: [Int]! }
    type Photo @key(fields: "id") { id: ID! url(size: Size = SMALL): String! owner: Owner }
    enum Size { SMALL LARGE }
    type Human implements Owner @key(fields: "id") { id: ID! label: String posts: [Post] age: Int }
    type Group implements Owner @key(fields: "id") { id: ID! label: String posts: [Post] members: [Human!]! }
    type Link { value: Int! next: Link! maybe: Link deep: [[Link!]!]! }
  `,
  two: /* GraphQL */ `
    type Query { pinned: Entry @shareable stories: [Entry!] }
    union Entry = Post | Photo | Story
    type Story @key(fields: "id") { id: ID! pages: [Page!]! first: Page }
    type Page { number: Int entry: Entry }
    type Post @key(fields: "id") { id: ID! comments(first: Int = 2): [Comment!] }
    type Photo @key(fields: "id") { id: ID! comments(first: Int = 2): [Comment!]! }
    type Comment { text: String! on: Entry by: Human }
    type Human @key(fields: "id") { id: ID! friends(close: Boolean): [Human] favourite: Entry }
  `,
  three: /* GraphQL */ `
    type Query { groups: [Group] }
    type Group @key(fields: "id") { id: ID! label: String @external shout: String @requires(fields: "label") badge: Badge }
    type Human @key(fields: "id") { id: ID! posts: [Post] @external age: Int @external active: Boolean @requires(fields: "age posts { id text }") }
    type Post @key(fields: "id") { id: ID! text: String @external }
    interface Badge { name: String! }
    type Gold implements Badge { name: String! carats: Int }
    type Tin implements Badge { name: String! }
  `,
});
