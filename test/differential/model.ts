import {
  buildASTSchema,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { SubgraphSource } from '../../gateway/compose.ts';

/** What the SDL of all subgraphs together says about the data; the world's resolvers follow it. */
export interface Model {
  /** `Type.field` of key fields that are leaves, by any subgraph. They identify, so they are never null and never fail. */
  readonly keyFields: ReadonlySet<string>;
  /** Types with a key in some subgraph. */
  readonly entities: ReadonlySet<string>;
  /** `Type.field` → what it requires. */
  readonly requires: ReadonlyMap<string, SelectionSetNode>;
  /** `Type.field` that somebody's `@requires` or key names: null at times, but never failing. */
  readonly quiet: ReadonlySet<string>;
  /** `Type.field` → concrete types that every subgraph resolving it knows. */
  readonly candidates: ReadonlyMap<string, readonly string[]>;
  /** Enum → values that every subgraph defining it knows. */
  readonly enumValues: ReadonlyMap<string, readonly string[]>;
  /** `subgraph/Type.field` that another subgraph took over: whoever still asks here gets nonsense. */
  readonly overridden: ReadonlySet<string>;
}

interface Draft {
  readonly keyFields: Set<string>;
  readonly entities: Set<string>;
  readonly requires: Map<string, SelectionSetNode>;
  readonly quiet: Set<string>;
  readonly candidates: Map<string, readonly string[]>;
  readonly enumValues: Map<string, readonly string[]>;
  readonly overridden: Set<string>;
}

export function readModel(
  services: readonly SubgraphSource[],
  schemas: ReadonlyMap<string, GraphQLSchema>,
  merged: GraphQLSchema,
): Model {
  const draft: Draft = {
    keyFields: new Set(),
    entities: new Set(),
    requires: new Map(),
    quiet: new Set(),
    candidates: new Map(),
    enumValues: new Map(),
    overridden: new Set(),
  };
  for (const { name, sdl } of services) {
    const schema = schemas.get(name);
    if (schema === undefined) throw new Error(`no schema for ${name}`);
    readDirectives(parse(sdl, { noLocation: true }), draft);
    readCandidates(schema, merged, parse(sdl, { noLocation: true }), draft);
  }
  return draft;
}

function readDirectives(document: DocumentNode, draft: Draft): void {
  for (const type of document.definitions) {
    if (
      type.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      type.kind !== Kind.OBJECT_TYPE_EXTENSION &&
      type.kind !== Kind.INTERFACE_TYPE_DEFINITION
    ) {
      continue;
    }
    const typeName = type.name.value;
    for (const directive of type.directives ?? []) {
      if (directive.name.value !== 'key') continue;
      draft.entities.add(typeName);
      const fields = stringArgument(directive, 'fields');
      for (const selection of selectionOf(fields).selections) {
        if (selection.kind !== Kind.FIELD) continue;
        draft.quiet.add(`${typeName}.${selection.name.value}`);
        if (selection.selectionSet === undefined) draft.keyFields.add(`${typeName}.${selection.name.value}`);
      }
    }
    for (const field of type.fields ?? []) readFieldDirectives(typeName, field, draft);
  }
}

function readFieldDirectives(typeName: string, field: FieldDefinitionNode, draft: Draft): void {
  for (const directive of field.directives ?? []) {
    if (directive.name.value === 'requires') {
      const selection = selectionOf(stringArgument(directive, 'fields'));
      draft.requires.set(`${typeName}.${field.name.value}`, selection);
      for (const name of namesIn(selection)) draft.quiet.add(`*.${name}`);
    }
    if (directive.name.value === 'override') {
      draft.overridden.add(`${stringArgument(directive, 'from')}/${typeName}.${field.name.value}`);
    }
  }
}

function readCandidates(schema: GraphQLSchema, merged: GraphQLSchema, document: DocumentNode, draft: Draft): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type))
      narrow(
        draft.enumValues,
        type.name,
        type.getValues().map(({ name }) => name),
      );
  }
  for (const definition of document.definitions) {
    if (!('fields' in definition) || definition.fields === undefined) continue;
    for (const field of definition.fields) {
      if (field.kind !== Kind.FIELD_DEFINITION) continue;
      if (field.directives?.some(({ name }) => name.value === 'external') === true) continue;
      const type = schema.getType(namedType(field));
      const coordinate = `${definition.name?.value ?? ''}.${field.name.value}`;
      const wholly = merged.getType(namedType(field));
      if (isObjectType(type) && isAbstractType(wholly)) {
        narrow(
          draft.candidates,
          coordinate,
          merged.getPossibleTypes(wholly).map(({ name }) => name),
        );
      } else if (isAbstractType(type))
        narrow(
          draft.candidates,
          coordinate,
          schema.getPossibleTypes(type).map(({ name }) => name),
        );
      else if (isObjectType(type)) narrow(draft.candidates, coordinate, [type.name]);
    }
  }
}

function namedType(field: FieldDefinitionNode): string {
  let type = field.type;
  while (type.kind !== Kind.NAMED_TYPE) type = type.type;
  return type.name.value;
}

function narrow(map: Map<string, readonly string[]>, key: string, given: readonly string[]): void {
  map.set(key, map.get(key)?.filter((name) => given.includes(name)) ?? given);
}

function stringArgument(
  directive: { arguments?: readonly { name: { value: string }; value: unknown }[] | undefined },
  name: string,
): string {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value as
    | { value?: string }
    | undefined;
  return value?.value ?? '';
}

function selectionOf(fields: string): SelectionSetNode {
  const [definition] = parse(`{${fields}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a selection: ${fields}`);
  return definition.selectionSet;
}

function namesIn(set: SelectionSetNode): string[] {
  return set.selections.flatMap((selection) => [
    ...(selection.kind === Kind.FIELD ? [selection.name.value] : []),
    ...('selectionSet' in selection && selection.selectionSet !== undefined ? namesIn(selection.selectionSet) : []),
  ]);
}

export function schemaOf(sdl: string): GraphQLSchema {
  return buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true });
}
