import { describe, expect, it } from 'vitest';
import type { SubgraphSource } from '../compose.ts';
import { checkChange } from './checks.ts';

const FEDERATION = 'https://specs.apollo.dev/federation/v2.9';
const ALL =
  '"@key", "@shareable", "@override", "@external", "@requires", "@provides", "@interfaceObject", "@inaccessible", "@composeDirective"';
const head = (imports = ALL) => `extend schema @link(url: "${FEDERATION}", import: [${imports}])
  directive @access(anyOf: [String!]!) on FIELD_DEFINITION | OBJECT\n`;

const core: readonly SubgraphSource[] = [
  {
    name: 'people',
    sdl: `${head()}
      type Query { person(id: ID!): Person things: [Thing!]! }
      type Person @key(fields: "id") { id: ID! name: String! salary: Int @access(anyOf: ["people:read-salary"]) unit: Unit }
      type Unit { id: ID! budget: Int @access(anyOf: ["units:read"]) title: String }
      interface Thing @key(fields: "id") { id: ID! }
      type Box implements Thing @key(fields: "id") { id: ID! }
      enum Colour { RED GREEN }
      input Filter { colour: Colour text: String }
      type Money @shareable { fen: Int }`,
  },
];

function problemsOf(sdl: string, name = 'partner', origin: 'partner' | 'core' = 'partner'): string[] {
  const candidate: SubgraphSource = { name, sdl, url: 'http://partner.example/', origin };
  const { problems } = checkChange({ before: undefined, services: [...core, candidate], candidate, operations: [] });
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ check, coordinate, message }) => `${check} ${coordinate ?? '-'}: ${message}`);
}

describe('what a partner may do', () => {
  it.each([
    [
      'types of its own and root fields',
      'type Query { tides: [Tide!]! } type Tide @key(fields: "id") { id: ID! height: Int }',
    ],
    ['extend an entity', 'type Person @key(fields: "id") { id: ID! boats: [Boat!]! } type Boat { id: ID! }'],
    [
      'extend it with what it needs of it',
      'type Person @key(fields: "id") { id: ID! name: String! @external greeting: String @requires(fields: "name") }',
    ],
    ['use an enum of the platform as it is', 'enum Colour { RED GREEN } type Query { boats(colour: Colour): Int }'],
    ['share among its own', 'type Query { tide: Tide } type Tide @shareable { height: Int @shareable }'],
  ])('%s', (_, sdl) => expect(problemsOf(head() + sdl)).toEqual([]));
});

describe('what it may not', () => {
  const person = (rest: string) => `type Person @key(fields: "id") { id: ID! ${rest} }`;
  it.each([
    ['take a field over', person('name: String! @override(from: "people")'), '@override on a type of the platform'],
    ['answer for its owner', person('name: String! @shareable'), '@shareable on a type of the platform'],
    [
      'share a whole type',
      'type Person @key(fields: "id") @shareable { id: ID! }',
      '@shareable on a type of the platform',
    ],
    ['join a value type', 'type Money @shareable { fen: Int extra: Int }', 'as an entity by its key only'],
    [
      'provide a field',
      `type Query { best: Person @provides(fields: "name") } ${person('name: String! @external')}`,
      '@provides on a type of the platform',
    ],
    [
      'add to every type of an interface',
      'type Thing @interfaceObject @key(fields: "id") { id: ID! rating: Int }',
      '@interfaceObject on a type of the platform|not an object type',
    ],
    [
      'require a protected field',
      person('salary: Int @external tax: Int @requires(fields: "salary")'),
      '@requires of the protected field salary',
    ],
    [
      'require one through another',
      `${person('unit: Unit @external share: Int @requires(fields: "unit { budget }")')} type Unit { budget: Int @external }`,
      '@requires of the protected field budget',
    ],
    [
      'have one sent as a key',
      'type Person @key(fields: "id salary") { id: ID! salary: Int @external boats: Int }',
      'a protected field can’t be a key',
    ],
    ['hide a field', person('name: String! @external @inaccessible'), '@inaccessible on a type of the platform'],
    [
      'narrow an enum',
      'enum Colour { RED } type Query { boats(colour: Colour): Int }',
      'Colour belongs to the platform',
    ],
    [
      'narrow an input',
      'input Filter { text: String } type Query { boats(filter: Filter): Int }',
      'Filter belongs to the platform',
    ],
    [
      'compose its directives',
      'extend schema @composeDirective(name: "@access") type Query { boats: Int }',
      '@composeDirective at all',
    ],
  ])('%s', (_, sdl, expected) => expect(problemsOf(head() + sdl).join('\n')).toMatch(new RegExp(expected)));

  it('do it under another name', () => {
    const aliased = `${head('"@key", { name: "@override", as: "@mine" }')} ${person('name: String! @mine(from: "people")')}`;
    expect(problemsOf(aliased).join()).toContain('@override on a type of the platform');
    const prefixed = `${head('"@key"')} ${person('name: String! @federation__shareable')}`;
    expect(problemsOf(prefixed).join()).toContain('@shareable on a type of the platform');
    const renamed = `extend schema @link(url: "${FEDERATION}", as: "fed", import: ["@key"]) ${person('name: String! @fed__override(from: "people")')}`;
    expect(problemsOf(renamed).join()).toContain('@override on a type of the platform');
  });

  it('be a Federation 1 subgraph, where every value type is shared', () => {
    expect(problemsOf('type Query { boats: Int } type Money { fen: Int }').join()).toContain(
      'must be a Federation 2 subgraph',
    );
  });

  it('none of this binds the platform’s own', () => {
    expect(problemsOf(head() + person('name: String! @override(from: "people")'), 'people-two', 'core')).toEqual([]);
  });
});

describe('other checks', () => {
  it('name bad names, old ones left alone', () => {
    const found = problemsOf(`${head()} type Query { Boats: Int } type boat { id: ID } enum Kind { small }`);
    expect(found.map((line) => line.split(':')[0]).sort()).toEqual([
      'naming Kind.small',
      'naming Query.Boats',
      'naming boat',
    ]);
    expect(problemsOf(`${head()} type Query { a: Int }`, 'Bad Name!').join()).toContain('the subgraph’s name');
  });

  it('say where the syntax is wrong', () => {
    expect(problemsOf('type Query {').join()).toContain('line 1, column 13');
  });

  it('say what does not compose', () => {
    expect(problemsOf(`${head()} type Query { person: Int }`).join()).toMatch(/composition|belongs to the platform/);
  });
});
