import { expect, it } from 'vitest';
import type { SubgraphSource } from '../compose.ts';
import { checkChange } from './checks.ts';

const head = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@composeDirective"])
  @link(url: "https://mudan.example/access/v1.0", import: ["@access"])
  @composeDirective(name: "@access")
  directive @access(anyOf: [String!]!) on FIELD_DEFINITION | OBJECT\n`;

function core(name: string, rule: string): SubgraphSource {
  const root = name === 'one' ? 'type Query { person: Person }' : '';
  return { name, sdl: `${head} ${root} type Person @key(fields: "id") { id: ID! salary: Int @shareable ${rule} }` };
}

const check = (first: string, second: string) => {
  const candidate = core('two', second);
  return checkChange({ before: undefined, services: [core('one', first), candidate], candidate, operations: [] })
    .problems;
};

it('takes a hint that subgraphs disagree about an access rule for an error', () => {
  expect(check('@access(anyOf: ["a"])', '@access(anyOf: ["b"])')).toMatchObject([
    { check: 'access', severity: 'error', coordinate: 'Person.salary' },
  ]);
  expect(check('@access(anyOf: ["a"])', '@access(anyOf: ["a"])')).toEqual([]);
  // One that is silent takes nothing away: the gateway holds every owner's rule (access/rules.ts).
  expect(check('@access(anyOf: ["a"])', '')).toEqual([]);
});
