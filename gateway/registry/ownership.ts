import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  print,
  type SelectionSetNode,
} from 'graphql';
import { readAccessRules } from '../access/rules.ts';
import type { SubgraphSource } from '../compose.ts';
import { type FederationName, federationNames } from './federation-names.ts';
import type { Problem } from './types.ts';

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** What a partner's directive would do to types that are not its own. `anywhere`: it may not use it at all. */
const FORBIDDEN: Readonly<Record<string, { readonly where: 'core' | 'anywhere'; readonly why: string }>> = {
  override: { where: 'core', why: 'it would take the field away from its owner' },
  shareable: { where: 'core', why: 'it would let this subgraph answer in its owner’s place' },
  provides: { where: 'core', why: 'it would let this subgraph answer in its owner’s place' },
  interfaceObject: { where: 'core', why: 'it would add fields to every type of the interface' },
  inaccessible: { where: 'core', why: 'it would hide the element from everybody' },
  context: { where: 'anywhere', why: 'it makes the planner send fields here that were not asked for' },
  fromContext: { where: 'anywhere', why: 'it makes the planner send fields here that were not asked for' },
  composeDirective: { where: 'anywhere', why: 'it would add its directives to the supergraph' },
  authenticated: { where: 'anywhere', why: 'access rules are written with @access' },
  requiresScopes: { where: 'anywhere', why: 'access rules are written with @access' },
  policy: { where: 'anywhere', why: 'access rules are written with @access' },
};

/**
 * What a partner's subgraph may do: add types of its own, root fields, and fields of its own to core entities by their keys. It may not change, answer or
 * hide what the platform's own subgraphs define, nor make the planner send it protected fields (docs of design.md §6: composition
 * allows all of these). Core subgraphs are not restricted.
 */
export function checkOwnership(candidate: SubgraphSource, others: readonly SubgraphSource[]): Problem[] {
  if (candidate.origin !== 'partner') return [];
  const document = parse(candidate.sdl, { noLocation: true });
  const named = federationNames(document);
  if (named === undefined) {
    return [
      problem(
        candidate,
        undefined,
        'it must be a Federation 2 subgraph with `@link(url: "https://specs.apollo.dev/federation/v2.…")`',
      ),
    ];
  }
  const core = others.filter(({ origin, name }) => origin !== 'partner' && name !== candidate.name);
  const check = new OwnershipCheck(candidate, core, named);
  return document.definitions.flatMap((definition) => check.definition(definition));
}

class OwnershipCheck {
  readonly #candidate: SubgraphSource;
  readonly #named: FederationName;
  readonly #coreFields = new Map<string, Set<string>>();
  readonly #coreOthers = new Map<string, string>();
  readonly #rules: ReturnType<typeof readAccessRules>;

  constructor(candidate: SubgraphSource, core: readonly SubgraphSource[], named: FederationName) {
    this.#candidate = candidate;
    this.#named = named;
    this.#rules = readAccessRules(core);
    for (const definition of core.flatMap(({ sdl }) => parse(sdl, { noLocation: true }).definitions))
      this.#learn(definition);
  }

  definition(definition: DefinitionNode): Problem[] {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
        return this.#object(definition);
      case Kind.SCHEMA_DEFINITION:
      case Kind.SCHEMA_EXTENSION:
        return this.#directives(definition.directives, undefined, false);
      case Kind.DIRECTIVE_DEFINITION:
      case Kind.OPERATION_DEFINITION:
      case Kind.FRAGMENT_DEFINITION:
        return [];
      default:
        return this.#other(definition);
    }
  }

  #learn(definition: DefinitionNode): void {
    if (!('name' in definition) || definition.name === undefined) return;
    const name = definition.name.value;
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) {
      const fields = this.#coreFields.get(name) ?? new Set();
      for (const field of definition.fields ?? []) fields.add(field.name.value);
      this.#coreFields.set(name, fields);
    } else if (definition.kind !== Kind.DIRECTIVE_DEFINITION) {
      this.#coreOthers.set(name, normal(definition));
    }
  }

  #object(node: ObjectNode): Problem[] {
    const type = node.name.value;
    const coreFields = this.#coreFields.get(type);
    const isCore = coreFields !== undefined;
    const problems = this.#directives(node.directives, type, isCore && !ROOTS.has(type));
    if (this.#coreOthers.has(type))
      problems.push(this.#problem(type, `${type} is not an object type in the platform’s own subgraphs`));
    const keyFields = this.#keyFields(node);
    if (isCore && !ROOTS.has(type) && keyFields.size === 0) {
      problems.push(
        this.#problem(type, `${type} belongs to the platform: it can be extended as an entity by its key only`),
      );
    }
    for (const key of keyFields)
      if (this.#isProtected(type, key))
        problems.push(this.#problem(`${type}.${key}`, 'a protected field can’t be a key here'));
    for (const field of node.fields ?? []) problems.push(...this.#field(type, field, coreFields, keyFields));
    return problems;
  }

  #field(
    type: string,
    field: FieldDefinitionNode,
    coreFields: ReadonlySet<string> | undefined,
    keyFields: ReadonlySet<string>,
  ): Problem[] {
    const name = field.name.value;
    const coordinate = `${type}.${name}`;
    const ofCore = coreFields?.has(name) === true;
    const problems = this.#directives(field.directives, coordinate, coreFields !== undefined);
    const isExternal = this.#find(field.directives, 'external') !== undefined;
    if (ofCore && !isExternal && !keyFields.has(name)) {
      problems.push(this.#problem(coordinate, 'the field belongs to the platform: mark it @external or leave it out'));
    }
    const requires = fieldsOf(this.#find(field.directives, 'requires'));
    if (requires !== undefined) problems.push(...this.#requires(coordinate, type, requires));
    return problems;
  }

  /** Every field named in `@requires` goes to the partner, whoever asked for what. */
  #requires(coordinate: string, type: string, set: SelectionSetNode): Problem[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return this.#requires(coordinate, selection.typeCondition?.name.value ?? type, selection.selectionSet);
      }
      const { name, selectionSet } = selection;
      // Below the first level the type is not looked up: a field of that name that is protected anywhere counts.
      const isProtected =
        this.#isProtected(type, name.value) || (type === '*' && this.#isProtectedAnywhere(name.value));
      const found = isProtected ? [this.#problem(coordinate, `@requires of the protected field ${name.value}`)] : [];
      return selectionSet === undefined ? found : [...found, ...this.#requires(coordinate, '*', selectionSet)];
    });
  }

  /** Enums, inputs, unions, interfaces and scalars: composition would intersect or join them with the platform's. */
  #other(definition: DefinitionNode): Problem[] {
    if (!('name' in definition) || definition.name === undefined) return [];
    const name = definition.name.value;
    const inherited = this.#coreOthers.get(name);
    const directives = 'directives' in definition ? (definition.directives as readonly ConstDirectiveNode[]) : [];
    const problems = this.#directives(directives, name, inherited !== undefined);
    if (inherited !== undefined && inherited !== normal(definition)) {
      problems.push(
        this.#problem(name, `${name} belongs to the platform: repeat its definition as it is, or use another name`),
      );
    }
    if (this.#coreFields.has(name))
      problems.push(this.#problem(name, `${name} is an object type in the platform’s own subgraphs`));
    return problems;
  }

  #directives(
    directives: readonly ConstDirectiveNode[] | undefined,
    coordinate: string | undefined,
    onCore: boolean,
  ): Problem[] {
    return (directives ?? []).flatMap((directive) => {
      const name = this.#named(directive);
      const rule = name === undefined ? undefined : FORBIDDEN[name];
      if (rule === undefined || (rule.where === 'core' && !onCore)) return [];
      return [
        this.#problem(
          coordinate,
          `a partner may not use @${name} ${rule.where === 'core' ? 'on a type of the platform' : 'at all'}: ${rule.why}`,
        ),
      ];
    });
  }

  #keyFields(node: ObjectNode): ReadonlySet<string> {
    const names = new Set<string>();
    for (const directive of node.directives ?? []) {
      if (this.#named(directive) !== 'key') continue;
      for (const selection of fieldsOf(directive)?.selections ?? [])
        if (selection.kind === Kind.FIELD) names.add(selection.name.value);
    }
    return names;
  }

  #find(directives: readonly ConstDirectiveNode[] | undefined, name: string): ConstDirectiveNode | undefined {
    return directives?.find((directive) => this.#named(directive) === name);
  }

  #isProtected(type: string, field: string): boolean {
    return this.#rules.forField(type, field).some(({ anyOf }) => !anyOf.includes('public'));
  }

  #isProtectedAnywhere(field: string): boolean {
    return [...this.#coreFields.keys()].some((type) => this.#isProtected(type, field));
  }

  #problem(coordinate: string | undefined, message: string): Problem {
    return problem(this.#candidate, coordinate, message);
  }
}

function problem({ name }: SubgraphSource, coordinate: string | undefined, message: string): Problem {
  return { check: 'ownership', severity: 'error', subgraph: name, coordinate, message };
}

function fieldsOf(directive: ConstDirectiveNode | undefined): SelectionSetNode | undefined {
  const value = directive?.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (value?.kind !== Kind.STRING) return undefined;
  const [operation] = parse(`{${value.value}}`, { noLocation: true }).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : undefined;
}

/** A definition without descriptions, directives and the word `extend`: what it means to composition. */
function normal(definition: DefinitionNode): string {
  const strip = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(strip);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node).filter(([key]) => key !== 'description' && key !== 'loc');
    return Object.fromEntries(entries.map(([key, value]) => [key, key === 'directives' ? [] : strip(value)]));
  };
  const plain = strip(definition) as DefinitionNode;
  return print(plain)
    .replace(/^extend /, '')
    .split('\n')
    .sort()
    .join('\n');
}
