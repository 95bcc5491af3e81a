import {
  executeSync,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ExpandedField, Selection } from './expand.ts';

const NONE: ReadonlyMap<string, string> = new Map();

/** Answers `__schema` and `__type` at the root by graphql-js over the API schema; as JSON text by response key. */
export function answerIntrospection(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  selections: readonly Selection[],
  variables: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  const asked = selections.filter(isIntrospection);
  if (asked.length === 0) return NONE;
  const definition: OperationDefinitionNode = { ...operation, directives: [], selectionSet: toSet(asked) };
  const { data } = executeSync({
    schema,
    document: { kind: Kind.DOCUMENT, definitions: [definition] },
    variableValues: variables,
  });
  return new Map(asked.map(({ responseKey }) => [responseKey, JSON.stringify(data?.[responseKey] ?? null)]));
}

function isIntrospection(selection: Selection): selection is ExpandedField {
  return selection.kind === 'field' && (selection.name === '__schema' || selection.name === '__type');
}

function toSet(selections: readonly Selection[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: selections.map(toNode) };
}

function toNode(selection: Selection): SelectionNode {
  if (selection.kind === 'fragment') {
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: selection.on.name } },
      selectionSet: toSet(selection.selections),
    };
  }
  const field: FieldNode = {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: selection.name },
    alias: { kind: Kind.NAME, value: selection.responseKey },
    arguments: selection.args,
  };
  return selection.selections === undefined ? field : { ...field, selectionSet: toSet(selection.selections) };
}
