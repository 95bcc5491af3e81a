import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type EnumTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
} from 'graphql';

/** Which types are which, in the whole supergraph, inaccessible types included. Plans speak of those too. */
export interface TypeRelations {
  /** Whether an object that says `__typename: typename` satisfies the type condition. O(1). */
  isA(typename: string, condition: string): boolean;
  /** Interfaces that some subgraph knows only as an object (`@interfaceObject`). Asking their `__typename` may cost a fetch. */
  readonly interfaceObjects: ReadonlyMap<string, InterfaceObject>;
  /** Names of fields that some `@requires` asks with arguments. */
  readonly requiredWithArguments: ReadonlySet<string>;
  /** `Type.field` of fields whose lists and non-nulls differ among subgraphs, or from an interface's: under one key they would conflict. */
  readonly differing: ReadonlySet<string>;
  /** Subgraph names as users write them, by the name of the `join__Graph` value. */
  readonly subgraphs: ReadonlyMap<string, { readonly name: string; readonly url: string }>;
}

/** What the subgraph that knows an interface as an object can answer. */
export interface InterfaceObject {
  /** Fields that it adds. */
  readonly added: ReadonlySet<string>;
  /** Fields that it has like all others: keys. */
  readonly common: ReadonlySet<string>;
}

/** Reads the relations from the text of a supergraph. Linear in its size; done once per generation. */
export function readRelations(supergraphSdl: string): TypeRelations {
  const draft: Draft = {
    supertypes: new Map(),
    interfaceObjects: new Map(),
    requiredWithArguments: new Set(),
    wrappings: new Map(),
    subgraphs: new Map(),
  };
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    switch (definition.kind) {
      case Kind.UNION_TYPE_DEFINITION:
        for (const member of definition.types ?? []) relate(draft, member.name.value, definition.name.value);
        break;
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
        readFielded(definition, draft);
        break;
      case Kind.ENUM_TYPE_DEFINITION:
        if (definition.name.value === 'join__Graph') readSubgraphs(definition, draft);
        break;
      default:
    }
  }
  const { interfaceObjects, requiredWithArguments, subgraphs } = draft;
  return {
    interfaceObjects,
    requiredWithArguments,
    subgraphs,
    differing: differingIn(draft),
    isA: (typename, condition) => typename === condition || draft.supertypes.get(typename)?.has(condition) === true,
  };
}

interface Draft {
  readonly supertypes: Map<string, Set<string>>;
  readonly interfaceObjects: Map<string, InterfaceObject>;
  readonly requiredWithArguments: Set<string>;
  /** Type and field → its types without their names: `[!]!`. */
  readonly wrappings: Map<string, Map<string, Set<string>>>;
  readonly subgraphs: Map<string, { readonly name: string; readonly url: string }>;
}

function relate(draft: Draft, type: string, supertype: string): void {
  const known = draft.supertypes.get(type) ?? new Set<string>();
  draft.supertypes.set(type, known.add(supertype));
}

function readFielded(definition: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode, draft: Draft): void {
  const name = definition.name.value;
  for (const parent of definition.interfaces ?? []) relate(draft, name, parent.name.value);
  const asObjectIn = joins(definition.directives, 'join__type').filter(
    (join) => join.get('isInterfaceObject') === 'true',
  );
  const graphs = new Set(asObjectIn.map((join) => join.get('graph')));
  const added = new Set<string>();
  const common = new Set<string>();
  const wrappings = new Map<string, Set<string>>();
  draft.wrappings.set(name, wrappings);
  for (const field of definition.fields ?? []) {
    const joined = joins(field.directives, 'join__field');
    const types = [print(field.type), ...joined.flatMap((join) => join.get('type') ?? [])];
    wrappings.set(field.name.value, new Set(types.map((type) => type.replace(/\w+/, ''))));
    if (joined.length === 0) common.add(field.name.value);
    for (const join of joined) {
      if (graphs.has(join.get('graph')) && join.get('external') !== 'true') added.add(field.name.value);
      for (const [, called] of (join.get('requires') ?? '').matchAll(/(\w+)\s*[({]/g)) {
        if (called !== undefined) draft.requiredWithArguments.add(called);
      }
    }
  }
  if (graphs.size > 0) draft.interfaceObjects.set(name, { added, common });
}

function differingIn({ supertypes, wrappings }: Draft): ReadonlySet<string> {
  const differing = new Set<string>();
  for (const [type, fields] of wrappings) {
    const family = [type, ...(supertypes.get(type) ?? [])].map((name) => wrappings.get(name));
    for (const field of fields.keys()) {
      const all = new Set(family.flatMap((member) => [...(member?.get(field) ?? [])]));
      if (all.size > 1) differing.add(`${type}.${field}`);
    }
  }
  return differing;
}

function readSubgraphs(definition: EnumTypeDefinitionNode, draft: Draft): void {
  for (const value of definition.values ?? []) {
    const [join] = joins(value.directives, 'join__graph');
    draft.subgraphs.set(value.name.value, { name: join?.get('name') ?? '', url: join?.get('url') ?? '' });
  }
}

/** The arguments of every application of one of the join directives, as text. */
function joins(directives: readonly ConstDirectiveNode[] | undefined, name: string): ReadonlyMap<string, string>[] {
  return (directives ?? [])
    .filter((directive) => directive.name.value === name)
    .map((directive) => new Map(directive.arguments?.map((argument) => [argument.name.value, textOf(argument.value)])));
}

function textOf(value: ConstValueNode): string {
  return 'value' in value ? String(value.value) : '';
}
