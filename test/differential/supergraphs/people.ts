import { defineSupergraph } from '../define.ts';

/** `@override`, `@inaccessible`, enum and input intersections, nested composite keys, mutations in several subgraphs. */
export const people = defineSupergraph('people', {
  directory: /* GraphQL */ `
    type Query { person(id: ID!): Person people(where: PersonFilter, order: Order = NAME): [Person] unit: Unit hidden: Secret @inaccessible either: [Thing] }
    type Mutation { hire(input: HireInput!): Hired promote(id: ID!, by: Int = 1): Step! }
    input HireInput { name: String! level: Level = JUNIOR tags: [String!] }
    input PersonFilter { name: String grade: Grade onlyHere: String }
    enum Grade { A B C }
    enum Level { JUNIOR SENIOR HEAD }
    enum Order { NAME AGE @inaccessible }
    enum Standing { GOOD BAD SECRET @inaccessible }
    type Person @key(fields: "id") @key(fields: "unit { id city { code } } staffNumber") {
      id: ID!
      staffNumber: String!
      unit: Unit!
      name: String
      age: Int
      email: String @inaccessible
      level: Level
      standing: Standing
      mentor: Person
    }
    type Unit @key(fields: "id city { code }") { id: ID! city: City! name: String! people: [Person!] }
    type City @key(fields: "code") @shareable { code: ID! name: String }
    type Secret @inaccessible @key(fields: "id") { id: ID! word: String }
    union Thing = Person | Secret | Unit
    type Step { order: Int! person: Person note: String }
    union Hired = Step | Refused
    type Refused { why: String! }
  `,
  payroll: /* GraphQL */ `
    type Query { payday: String salaries: [Person!] }
    type Mutation { pay(id: ID!): Paid! freeze: Paid }
    input PersonFilter { name: String grade: Grade }
    enum Grade { A B D }
    enum Standing { GOOD BAD ODD }
    type Person @key(fields: "id") {
      id: ID!
      age: Int @override(from: "directory")
      salary(grade: Grade): Int
      rank(filter: PersonFilter): String
      reputation: Standing
      email: String @external
      payslip: String @requires(fields: "email")
    }
    type Paid { order: Int! amount: Int person: Person }
  `,
  campus: /* GraphQL */ `
    type Query { rooms(first: Int = 2): [Room!]! }
    type Room { number: Int! occupant: Person unit: Unit }
    type Person @key(fields: "unit { id city { code } } staffNumber") { unit: Unit! staffNumber: String! room: Room badge: String! }
    type Unit @key(fields: "id city { code }") { id: ID! city: City! floor: Int head: Person }
    type City @shareable @key(fields: "code") { code: ID! mayor: String }
  `,
});
