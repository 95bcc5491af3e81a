import { defineSupergraph } from '../define.ts';

/** `@key` (several, nested, non-resolvable), `@requires` with arguments, nested and chained, `@provides`, `@external`, `@shareable`. */
export const shop = defineSupergraph('shop', {
  products: /* GraphQL */ `
    type Query {
      product(upc: ID!): Product
      products(first: Int = 3, filter: ProductFilter): [Product!]
      topProduct: Product @shareable
      categories: [Category]
    }
    input ProductFilter { name: String, kinds: [Kind!], price: PriceRange }
    input PriceRange { min: Int = 0, max: Int }
    enum Kind { BOOK TOOL TOY }
    type Product @key(fields: "upc") @key(fields: "sku brand { id }") {
      upc: ID!
      sku: String!
      brand: Brand!
      name(language: String = "en"): String
      label: String @shareable
      kind: Kind
      price(currency: String): Int
      weight(unit: String = "g"): Int
      dimensions: Dimensions @shareable
      category: Category
      related(first: Int): [Product!]!
    }
    type Dimensions @shareable { width: Int height: Int unit: String! }
    type Brand @key(fields: "id") { id: ID! name: String country: String @shareable }
    type Category @key(fields: "id") { id: ID! title: String! parent: Category products: [Product] }
  `,
  shipping: /* GraphQL */ `
    type Query { topProduct: Product @shareable carriers: [Carrier!]! }
    type Product @key(fields: "upc") {
      upc: ID!
      weight(unit: String = "g"): Int @external
      price(currency: String): Int @external
      dimensions: Dimensions @external
      shippingKg: String @requires(fields: "weight(unit: \\"kg\\")")
      shippingLb: String @requires(fields: "weight(unit: \\"lb\\")")
      shippingBox(speed: Speed): Float @requires(fields: "dimensions { width height } price(currency: \\"CNY\\")")
      carrier: Carrier
    }
    enum Speed { SLOW FAST }
    type Dimensions @shareable { width: Int height: Int unit: String! }
    type Carrier @key(fields: "id") { id: ID! name: String! fee(kg: Int!): Int brand: Brand }
    type Brand @key(fields: "id", resolvable: false) { id: ID! }
  `,
  reviews: /* GraphQL */ `
    type Query { reviews(first: Int = 2): [Review!]! latest: Review }
    type Review @key(fields: "id") {
      id: ID!
      stars: Int!
      body: String
      product: Product @provides(fields: "label")
      author: User!
    }
    type Product @key(fields: "upc") {
      upc: ID!
      label: String @external
      reviews(first: Int = 2): [Review!]
      rating: Float
    }
    type User @key(fields: "id") { id: ID! name: String reviews: [Review] }
  `,
  pricing: /* GraphQL */ `
    type Query { deals: [Product] }
    type Product @key(fields: "sku brand { id }") {
      sku: String!
      brand: Brand!
      rating: Float @external
      shippingKg: String @external
      discount: Int
      advice: String @requires(fields: "rating shippingKg")
      brandScore: Int @requires(fields: "brand { country }")
    }
    type Brand @key(fields: "id") { id: ID! country: String @external deals: [Product!] }
  `,
});
