import { type ConstDirectiveNode, Kind, parse, type TypeDefinitionNode, type TypeExtensionNode } from 'graphql';
import type { SubgraphSource } from '../compose.ts';

/** One `@access(anyOf:)`: the caller must hold one of the scopes. `public` needs nothing, `user` needs a login. */
export interface AccessRule {
  readonly anyOf: readonly string[];
}

/** The rules of one supergraph's owners. */
export interface AccessRules {
  /** All of them must hold; empty for a field that its owner left open. */
  forField(type: string, field: string): readonly AccessRule[];
}

/**
 * Reads `@access` from the owners' SDL, never from the supergraph: composition lets a second subgraph out-vote a rule (`@shareable`), move
 * the field (`@override`) or fetch it for itself (`@requires`). So every core subgraph's rule on a coordinate holds, whoever resolves
 * it in the end; a partner's rule counts only where no core subgraph defines the coordinate, for else it could lock the platform out
 * of its own fields. A rule on an object type holds for each of its fields. Throws on SDL that doesn't parse.
 */
export function readAccessRules(services: readonly SubgraphSource[]): AccessRules {
  const core = new Coordinates();
  const partner = new Coordinates();
  for (const { sdl, origin } of services) (origin === 'partner' ? partner : core).add(sdl);
  return {
    forField(type, field) {
      return core.defines(type, field) ? core.rules(type, field) : partner.rules(type, field);
    },
  };
}

interface TypeRules {
  readonly onType: AccessRule[];
  readonly onFields: Map<string, AccessRule[]>;
  readonly defined: Set<string>;
}

class Coordinates {
  readonly #types = new Map<string, TypeRules>();

  add(sdl: string): void {
    for (const definition of parse(sdl, { noLocation: true }).definitions) {
      switch (definition.kind) {
        case Kind.OBJECT_TYPE_DEFINITION:
        case Kind.OBJECT_TYPE_EXTENSION:
        case Kind.INTERFACE_TYPE_DEFINITION:
        case Kind.INTERFACE_TYPE_EXTENSION:
          this.#addType(definition);
          break;
        default:
      }
    }
  }

  defines(type: string, field: string): boolean {
    return this.#types.get(type)?.defined.has(field) === true;
  }

  rules(type: string, field: string): readonly AccessRule[] {
    const known = this.#types.get(type);
    return known === undefined ? [] : [...known.onType, ...(known.onFields.get(field) ?? [])];
  }

  #addType(
    definition: Extract<TypeDefinitionNode | TypeExtensionNode, { fields?: unknown; interfaces?: unknown }>,
  ): void {
    const name = definition.name.value;
    const known: TypeRules = this.#types.get(name) ?? { onType: [], onFields: new Map(), defined: new Set() };
    this.#types.set(name, known);
    known.onType.push(...rulesIn(definition.directives));
    for (const field of definition.fields ?? []) {
      const rules = rulesIn(field.directives);
      if (isExternal(field.directives) && rules.length === 0) continue;
      known.defined.add(field.name.value);
      known.onFields.set(field.name.value, [...(known.onFields.get(field.name.value) ?? []), ...rules]);
    }
  }
}

function isExternal(directives: readonly ConstDirectiveNode[] | undefined): boolean {
  return directives?.some(({ name }) => name.value === 'external') === true;
}

function rulesIn(directives: readonly ConstDirectiveNode[] | undefined): AccessRule[] {
  return (directives ?? []).flatMap((directive) => {
    if (directive.name.value !== 'access') return [];
    const value = directive.arguments?.find(({ name }) => name.value === 'anyOf')?.value;
    const entries = value?.kind === Kind.LIST ? value.values : value === undefined ? [] : [value];
    return [{ anyOf: entries.flatMap((entry) => (entry.kind === Kind.STRING ? [entry.value] : [])) }];
  });
}
