import { defineSupergraph } from '../define.ts';

/** Interfaces with keys, `@interfaceObject`, interfaces of interfaces, unions. */
export const media = defineSupergraph('media', {
  library: /* GraphQL */ `
    type Query { media(first: Int = 3): [Media!] item(id: ID): Media node: Node search(text: String!): [Hit] books: [Book] }
    interface Node { id: ID! }
    interface Media implements Node @key(fields: "id") { id: ID! title: String year: Int! shelf: Shelf }
    type Book implements Media & Node @key(fields: "id") { id: ID! title: String year: Int! shelf: Shelf pages: Int! isbn: String author: Person }
    type Film implements Media & Node @key(fields: "id") { id: ID! title: String year: Int! shelf: Shelf minutes: Int director: Person }
    type Record implements Media & Node @key(fields: "id") { id: ID! title: String year: Int! shelf: Shelf tracks: [String!] }
    type Shelf { code: String! floor: Int }
    type Person implements Node @key(fields: "id") { id: ID! name: String! works: [Media] }
    union Hit = Book | Film | Person
  `,
  opinions: /* GraphQL */ `
    type Query { opinions: [Opinion!] mostDiscussed: Media }
    type Media @interfaceObject @key(fields: "id") {
      id: ID!
      score(weighted: Boolean = false): Float
      opinions(first: Int): [Opinion!]!
      year: Int! @external
      era: String @requires(fields: "year")
    }
    type Opinion @key(fields: "id") { id: ID! text: String media: Media by: Person }
    type Person @key(fields: "id") { id: ID! opinions: [Opinion] }
  `,
  loans: /* GraphQL */ `
    type Query { loans: [Loan] }
    type Loan { of: Book days: Int! }
    type Book @key(fields: "id") { id: ID! loans: [Loan!] pages: Int! @external thick: Boolean @requires(fields: "pages") }
    type Film @key(fields: "id") { id: ID! rental: Int }
  `,
});
