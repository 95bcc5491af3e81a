import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { Problem } from './types.ts';

const SUBGRAPH = /^[a-z][a-z0-9-]{1,30}$/;
const TYPE = /^[A-Z][A-Za-z0-9]*$/;
const FIELD = /^[a-z][A-Za-z0-9]*$/;
const VALUE = /^[A-Z][A-Z0-9_]*$/;

/** A subgraph's name is part of URLs, metrics and errors. */
export function checkSubgraphName(name: string): Problem[] {
  return SUBGRAPH.test(name) ? [] : [problem(name, undefined, `the subgraph’s name must be like ${SUBGRAPH.source}`)];
}

/** Names of what is new in `after`: types `PascalCase`, fields and arguments `camelCase`, enum values `UPPER_CASE`. What is there already is left alone. */
export function checkNames(before: GraphQLSchema | undefined, after: GraphQLSchema, subgraph: string): Problem[] {
  const problems: Problem[] = [];
  const known = new Set(before === undefined ? [] : coordinates(before).map(([coordinate]) => coordinate));
  for (const [coordinate, name, pattern] of coordinates(after)) {
    if (!known.has(coordinate) && !pattern.test(name))
      problems.push(problem(subgraph, coordinate, `${name} must be like ${pattern.source}`));
  }
  return problems;
}

function coordinates(schema: GraphQLSchema): [string, string, RegExp][] {
  const found: [string, string, RegExp][] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    found.push([type.name, type.name, TYPE]);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        found.push([`${type.name}.${field.name}`, field.name, FIELD]);
        for (const { name } of field.args) found.push([`${type.name}.${field.name}(${name}:)`, name, FIELD]);
      }
    } else if (isInputObjectType(type)) {
      for (const name of Object.keys(type.getFields())) found.push([`${type.name}.${name}`, name, FIELD]);
    } else if (isEnumType(type)) {
      for (const { name } of type.getValues()) found.push([`${type.name}.${name}`, name, VALUE]);
    }
  }
  return found;
}

function problem(subgraph: string, coordinate: string | undefined, message: string): Problem {
  return { check: 'naming', severity: 'error', subgraph, coordinate, message };
}
