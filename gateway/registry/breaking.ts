import {
  type DocumentNode,
  findBreakingChanges,
  type GraphQLSchema,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Problem, SeenOperation } from './types.ts';

/**
 * Breaking changes, weighed by what clients have really sent: one that breaks an operation seen lately is an error that names the operation,
 * one that nobody would notice is a warning.
 */
export function checkBreaking(
  before: GraphQLSchema,
  after: GraphQLSchema,
  operations: readonly SeenOperation[],
): Problem[] {
  const changes = findBreakingChanges(before, after);
  if (changes.length === 0) return [];
  const changed = new Map(changes.map(({ description }) => [coordinateOf(description), description]));
  const broken = operations.flatMap((operation) => {
    const why = breaks(operation, before, after, changed);
    return why === undefined
      ? []
      : [
          problem(
            'error',
            undefined,
            `${nameOf(operation)} (seen ${operation.count} times, last ${operation.lastSeen.toISOString()}) would break: ${why}`,
          ),
        ];
  });
  const warnings = changes.map(({ description }) => problem('warning', coordinateOf(description), description));
  return [...broken, ...warnings];
}

/** Why an operation that was good would not be any more: it does not validate, or it reads a field whose type changes. */
function breaks(
  operation: SeenOperation,
  before: GraphQLSchema,
  after: GraphQLSchema,
  changed: ReadonlyMap<string, string>,
): string | undefined {
  const document = parse(operation.text, { noLocation: true });
  if (validate(before, document).length > 0) return undefined;
  const [first] = validate(after, document);
  if (first !== undefined) return first.message;
  const coordinate = fieldsRead(document, before).find((field) => changed.has(field));
  return coordinate === undefined ? undefined : changed.get(coordinate);
}

function fieldsRead(document: DocumentNode, schema: GraphQLSchema): string[] {
  const found: string[] = [];
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field() {
        const parent = info.getParentType();
        const field = info.getFieldDef();
        if (parent && field) found.push(`${parent.name}.${field.name}`);
      },
    }),
  );
  return found;
}

/** graphql-js describes changes as "Type.field changed …", "Type.field was removed." or "Type was removed." */
function coordinateOf(description: string): string {
  return /^(?:Field )?([\w.]+)/.exec(description)?.[1] ?? description;
}

function nameOf({ name, hash }: SeenOperation): string {
  return name === undefined ? `operation ${hash.slice(0, 12)}` : `operation ${name}`;
}

function problem(severity: Problem['severity'], coordinate: string | undefined, message: string): Problem {
  return { check: 'breaking', severity, subgraph: undefined, coordinate, message };
}
