import { Kind, parse } from 'graphql';

/** Which types are which, in the whole supergraph, inaccessible types included. Plans speak of those too. */
export interface TypeRelations {
  /** Whether an object that says `__typename: typename` satisfies the type condition. O(1). */
  isA(typename: string, condition: string): boolean;
  /** Interfaces that some subgraph knows only as an object (`@interfaceObject`): asking their `__typename` may cost a fetch. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** Subgraph names as users write them, by the name of the `join__Graph` value. */
  readonly subgraphs: ReadonlyMap<string, { readonly name: string; readonly url: string }>;
}

/** Reads the relations from the text of a supergraph. Linear in its size; done once per generation. */
export function readRelations(supergraphSdl: string): TypeRelations {
  const supertypes = new Map<string, Set<string>>();
  const interfaceObjects = new Set<string>();
  const subgraphs = new Map<string, { name: string; url: string }>();
  const relate = (type: string, supertype: string): void => {
    const known = supertypes.get(type) ?? new Set<string>();
    supertypes.set(type, known.add(supertype));
  };
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      for (const member of definition.types ?? []) relate(member.name.value, definition.name.value);
    }
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      for (const parent of definition.interfaces ?? []) relate(definition.name.value, parent.name.value);
      const asObject = definition.directives?.some((directive) =>
        directive.arguments?.some(
          ({ name, value }) => name.value === 'isInterfaceObject' && value.kind === Kind.BOOLEAN && value.value,
        ),
      );
      if (asObject === true) interfaceObjects.add(definition.name.value);
    }
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph') {
      for (const value of definition.values ?? []) {
        const args = new Map(
          value.directives?.[0]?.arguments?.map(({ name, value: given }) => [
            name.value,
            given.kind === Kind.STRING ? given.value : '',
          ]),
        );
        subgraphs.set(value.name.value, { name: args.get('name') ?? '', url: args.get('url') ?? '' });
      }
    }
  }
  return {
    isA: (typename, condition) => typename === condition || supertypes.get(typename)?.has(condition) === true,
    interfaceObjects,
    subgraphs,
  };
}
